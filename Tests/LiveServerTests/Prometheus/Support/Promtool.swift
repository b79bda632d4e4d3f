import Foundation
import Testing

/// Prometheus' own checks, by the program that Debian has in its package `prometheus`.
enum Promtool {
    struct Outcome {
        var status: Int32
        var text: String
    }

    /// The folder `deploy` of this package.
    static let deploy = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "deploy")

    /// Runs it to its end, for a minute at the most.
    ///
    /// - Parameter input: its standard input.
    static func run(_ arguments: [String], input: [UInt8] = []) throws -> Outcome {
        let folder = FileManager.default.temporaryDirectory.appending(path: "promtool-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // Files and no pipes: neither side can wait for the other.
        let question = folder.appending(path: "in")
        let answer = folder.appending(path: "out")
        try Data(input).write(to: question)
        try Data().write(to: answer)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/timeout")
        process.arguments = ["--signal=KILL", "60", "promtool"] + arguments
        process.currentDirectoryURL = deploy
        process.standardInput = try FileHandle(forReadingFrom: question)
        let output = try FileHandle(forWritingTo: answer)
        process.standardOutput = output
        process.standardError = output
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, text: String(decoding: try Data(contentsOf: answer), as: UTF8.self))
    }

    /// Expects success and nothing to say against the input.
    static func expectClean(_ arguments: [String], input: [UInt8] = []) throws {
        let outcome = try run(arguments, input: input)
        #expect(outcome.status == 0, "promtool \(arguments): \(outcome.text)")
    }
}
