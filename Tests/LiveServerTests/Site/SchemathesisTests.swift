import Foundation
import HTTPPort
import TestSupport
import Testing

@testable import LiveServer

/// Schemathesis makes requests out of the description, good and bad ones, and follows what answers lead to.
///
/// No check of it is left out. It takes any 503 for a fault, so the rooms here are ready; and it gives up where most of
/// the names that it finds cannot be put in a path by its own client, so they are ordinary ones. Both of the others are
/// held to the description by `DescriptionTests`.
@Suite struct SchemathesisTests {
    /// Cases of each path and phase. A longer search: `SCHEMATHESIS_EXAMPLES=1000 SCHEMATHESIS_SEEDS=7,8,9 swift test
    /// --filter SchemathesisTests`.
    private static let examples = ProcessInfo.processInfo.environment["SCHEMATHESIS_EXAMPLES"] ?? "25"
    private static let seeds = (ProcessInfo.processInfo.environment["SCHEMATHESIS_SEEDS"] ?? "1")
        .split(separator: ",").map(String.init)

    @Test("it finds nothing wrong, with all its checks", arguments: [nil, "a-token-of-24-characters"], seeds)
    func findsNothing(token: String?, seed: String) async throws {
        try await ShownSite.run(token: token) { shown in
            let rooms = try ShownRooms(on: shown)
            let outcome = try await withThrowingTaskGroup(of: TestTool.Outcome.self) { group in
                group.addTask {
                    try TestTool.run(
                        [
                            TestTool.installed("schemathesis"), "run",
                            "http://127.0.0.1:\(shown.http.port)/openapi.json",
                            "--checks", "all", "--max-examples", Self.examples, "--seed", seed, "--no-color",
                            "--generation-database", "none", "--request-timeout", "10",
                        ] + (token.map { ["--header", "Authorization: Bearer \($0)"] } ?? []), seconds: 1_800)
                }
                // Streams are read to their twentieth event; seconds that go by a hundred times faster end them soon.
                group.addTask {
                    var rooms = rooms
                    while !Task.isCancelled {
                        rooms.goOn(on: shown)
                        try await Task.sleep(for: .milliseconds(10))
                    }
                    throw CancellationError()
                }
                defer { group.cancelAll() }
                return try #require(try await group.next())
            }
            #expect(outcome.status == 0, "\(outcome.text)")
            #expect(shown.site.events.statistics.opened > 0 && shown.http.statistics.requests > 200)
        }
    }
}
