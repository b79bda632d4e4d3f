import Foundation
import HTTPPort
import RoomAccess
import SessionRecords
import SessionStore
import TestSupport
import Testing
import VitalsJSON

@testable import SessionServer

@Suite struct DescriptionTests {
    @Test("the description is of this program and of this port", arguments: [true, false])
    func ofThisPort(withKeys: Bool) async throws {
        try await ServedSessions.run(withKeys: withKeys) { served async throws in
            let document = try served.ask("/openapi.json").json
            // Number for number: a bound that was rounded would be another one.
            let readings = document["components"]?["schemas"]?["QualityMetrics"]?["properties"]?["total_readings"]
            #expect(readings?["maximum"] == .number(9_007_199_254_740_991))
            #expect(document["info"]?["version"] == "1.2.3")
            #expect(document["security"] == (withKeys ? [["accessToken": []]] : []))
            #expect(document["paths"]?["/metrics"]?["get"]?["security"] == [])
        }
    }

    @Test("it describes all paths that are served, but for the pages, and no others")
    func allPaths() async throws {
        try await ServedSessions.run { served async throws in
            guard case .object(let members)? = try served.ask("/openapi.json").json["paths"] else {
                Issue.record("no paths")
                return
            }
            // The service adds the exporter's.
            let pages = Set(HistoryPage.assets.map(\.path) + ["/"])
            #expect(Set(members.map(\.key)) == Set(served.paths).subtracting(pages).union(["/metrics"]))
        }
    }

    @Test("its bounds are the program's")
    func bounds() throws {
        let document = try PackageResources.openapi_json.withUnsafeBytes { try JSONValue(parsing: $0) }
        let limits = SessionLimits()
        let schemas = document["components"]?["schemas"]
        let session = schemas?["NewSession"]?["properties"]
        func number(_ value: JSONValue?, _ key: String) -> Int? {
            guard case .number(let number)? = value?[key] else { return nil }
            return Int(number)
        }
        #expect(number(session?["duration_seconds"], "maximum") == limits.durationSeconds)
        for (key, most) in RecordReader.mostMetrics {
            #expect(number(schemas?["QualityMetrics"]?["properties"]?[key], "maximum") == most)
        }
        #expect(number(session?["transcript"], "maxItems") == limits.transcriptLines)
        #expect(number(session?["user_id"], "maxLength") == limits.userIDBytes)
        #expect(number(session?["room"], "maxLength") == limits.roomBytes)
        #expect(number(session?["end_reason"], "maxLength") == limits.endReasonBytes)
        #expect(number(schemas?["TranscriptLine"]?["properties"]?["text"], "maxLength") == limits.textBytes)
        #expect(number(document["components"]?["parameters"]?["limit"]?["schema"], "maximum") == limits.pageSize)
        #expect(number(document["components"]?["parameters"]?["q"]?["schema"], "maxLength") == limits.searchBytes)
    }
}

/// Schemathesis makes requests out of the description, good and bad ones, and follows what answers lead to.
@Suite struct SchemathesisTests {
    /// As of the local port's: `SCHEMATHESIS_EXAMPLES=1000 SCHEMATHESIS_SEEDS=7,8,9`.
    private static let examples = ProcessInfo.processInfo.environment["SCHEMATHESIS_EXAMPLES"] ?? "25"
    private static let seeds = (ProcessInfo.processInfo.environment["SCHEMATHESIS_SEEDS"] ?? "1")
        .split(separator: ",").map(String.init)

    private static let configuration = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Support/schemathesis.toml").path

    @Test("it finds nothing wrong, with all its checks", arguments: [true, false], seeds)
    func findsNothing(withKeys: Bool, seed: String) async throws {
        try await ServedSessions.run(withKeys: withKeys) {
            $0.limits.savesPerSecond = 100_000
            $0.limits.saveBurst = 100_000
        } _: { served async throws in
            let token = served.admin
            let outcome = try await withThrowingTaskGroup(of: TestTool.Outcome.self) { group in
                group.addTask {
                    try TestTool.run(
                        [
                            TestTool.installed("schemathesis"), "--config-file", Self.configuration, "run",
                            "http://127.0.0.1:\(served.http.port)/openapi.json", "--checks", "all", "--max-examples",
                            Self.examples, "--seed", seed, "--no-color", "--generation-database", "none",
                            "--request-timeout", "10", "--exclude-path", "/metrics",
                        ] + (withKeys ? ["--header", "Authorization: Bearer \(token)"] : []), seconds: 1_800)
                }
                // Streams are read to their twentieth event.
                group.addTask {
                    while !Task.isCancelled {
                        served.site.events.tell(.saved, .init(of: Records.record(1)), now: served.clock.now)
                        try await Task.sleep(for: .milliseconds(10))
                    }
                    throw CancellationError()
                }
                defer { group.cancelAll() }
                return try #require(try await group.next())
            }
            #expect(outcome.status == 0, "\(outcome.text)")
            #expect(served.site.statistics.saved > 0 && served.http.statistics.requests > 200)
        }
    }
}
