import Foundation
import TestSupport
import Testing

/// `roomvitals` as a process of its own.
final class Program {
    let process: ChildProcess
    private let outputFile: URL

    /// - Parameters:
    ///   - environment: besides `PATH`; no keys and no token come from outside.
    ///   - descriptors: as of `ChildProcess`.
    ///   - fileBlocks: how many KiB it may write to a file, where that is bounded.
    init(
        _ arguments: [String], environment: [String: String] = [:], descriptors: [Int32: Int32] = [:],
        fileBlocks: Int? = nil, life: Int = ChildProcess.longestLife
    ) throws {
        outputFile = FileManager.default.temporaryDirectory.appending(path: "roomvitals-\(UUID().uuidString)")
        // Built beside the tests.
        let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appending(path: "roomvitals")
        var words = [program.path] + arguments
        if let fileBlocks { words = ["bash", "-c", "ulimit -f \(fileBlocks); exec \"$@\"", "bash"] + words }
        process = try ChildProcess(
            words[0], Array(words.dropFirst()), environment: environment.merging(["PATH": "/usr/bin:/bin"]) { $1 },
            output: outputFile, descriptors: descriptors, life: life)
    }

    deinit {
        process.stop()
        try? FileManager.default.removeItem(at: outputFile)
    }

    var output: String { process.output }

    /// The port that it says it listens on.
    func port() async throws -> Int {
        let pattern = /(?:http|ws):\/\/[^ ]*:(\d+)\//
        try await eventually("it listens") {
            guard process.isRunning else { throw ChildProcess.Failure(description: "it has ended: \(output)") }
            return output.contains(pattern)
        }
        return try #require(output.firstMatch(of: pattern).flatMap { Int($0.1) })
    }

    /// Waits until it has said so.
    func says(_ text: String) async throws {
        try await eventually("it says \(text)") { output.contains(text) }
    }

    /// Waits for its end.
    ///
    /// - Returns: its exit status; `nil` where a signal ended it.
    func end(within limit: Duration = .seconds(30)) async throws -> Int32? {
        try await eventually("it ends", within: limit) { !process.isRunning }
        return process.exitStatus
    }
}
