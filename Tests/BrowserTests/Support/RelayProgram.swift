import Foundation
import TestSupport
import Testing

/// `roomvitals relay` as a process of its own, to be killed without a word.
final class RelayProgram {
    private let process: ChildProcess
    private let output: URL

    init(port: Int) throws {
        output = FileManager.default.temporaryDirectory.appending(path: "roomvitals-relay-\(UUID().uuidString)")
        // Built beside the tests; no keys from outside, so that no token is asked for.
        let program = Bundle.module.bundleURL.deletingLastPathComponent().appending(path: "roomvitals")
        process = try ChildProcess(
            program.path, ["relay", "--listen", "127.0.0.1:\(port)"], environment: ["PATH": "/usr/bin:/bin"],
            output: output)
    }

    deinit { kill() }

    /// The port that it says it listens on.
    func port() async throws -> Int {
        let pattern = /ws:\/\/127\.0\.0\.1:(\d+)\/rtc/
        try await eventually("the relay listens") {
            guard process.isRunning else { throw ChildProcess.Failure(description: "no relay: \(process.output)") }
            return process.output.contains(pattern)
        }
        return try #require(process.output.firstMatch(of: pattern).flatMap { Int($0.1) })
    }

    func kill() {
        process.stop()
        try? FileManager.default.removeItem(at: output)
    }
}
