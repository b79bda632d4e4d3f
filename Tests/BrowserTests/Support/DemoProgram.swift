import Foundation
import RoomFeed
import TestSupport
import Testing

/// `roomvitals demo` as a process of its own: a relay, five participants and the bot.
final class DemoProgram {
    private let process: ChildProcess
    private let output: URL

    /// - Parameters:
    ///   - token: that its port asks for; `nil` for none.
    ///   - seconds: the call's length.
    ///   - more: further words of its command line.
    init(token: String? = nil, seconds: Int = 60, _ more: [String] = []) throws {
        output = FileManager.default.temporaryDirectory.appending(path: "roomvitals-demo-\(UUID().uuidString)")
        // Built beside the tests.
        let program = Bundle.module.bundleURL.deletingLastPathComponent().appending(path: "roomvitals")
        var environment = ["PATH": "/usr/bin:/bin"]
        environment["ROOMVITALS_API_TOKEN"] = token
        process = try ChildProcess(
            program.path, ["demo", "--listen", "127.0.0.1:0", "--seconds", "\(seconds)"] + more,
            environment: environment,
            output: output)
    }

    deinit {
        process.stop()
        try? FileManager.default.removeItem(at: output)
    }

    /// The port that it says it can be watched on.
    func port() async throws -> Int {
        let pattern = /http:\/\/127\.0\.0\.1:(\d+)\//
        try await eventually("the demo listens") {
            guard process.isRunning else { throw ChildProcess.Failure(description: "no demo: \(process.output)") }
            return process.output.contains(pattern)
        }
        return try #require(process.output.firstMatch(of: pattern).flatMap { Int($0.1) })
    }

    /// Joins its room as somebody more, until the connection is let go of.
    func join(as identity: String) async throws -> FeedClient {
        let endpoint = try await FeedEndpoint("ws://127.0.0.1:\(port())/rtc")
        let client = try FeedClient(
            .init(endpoint: endpoint) {
                FeedCredentials(query: [.init(name: "room", value: "demo"), .init(name: "identity", value: identity)])
            }
        ) { _, _ in }
        try await eventually("\(identity) joins") { client.statistics.connects > 0 }
        return client
    }

    /// Ends the call as Ctrl-C would.
    func interrupt() throws { try process.interrupt() }
}
