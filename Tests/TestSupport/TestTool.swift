package import Foundation

/// Programs that test this one.
package enum TestTool {
    package struct Outcome {
        package var status: Int32
        /// Of both its outputs.
        package var text: String
    }

    /// The folder of this package.
    package static let package = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// A program from PyPI; `make test-tools` installs it.
    package static func installed(_ name: String) -> String {
        package.appending(path: ".build/test-tools/bin/\(name)").path
    }

    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - folder: where it runs; by default one of its own that is taken away afterwards.
    ///   - input: its standard input.
    ///   - seconds: after which it is killed.
    package static func run(
        _ arguments: [String], in folder: URL? = nil, input: [UInt8] = [], seconds: Int = 60
    ) throws -> Outcome {
        let own = FileManager.default.temporaryDirectory.appending(path: "test-tool-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: own) }
        // Files and no pipes: neither side can wait for the other.
        let question = own.appending(path: "in")
        let answer = own.appending(path: "out")
        try Data(input).write(to: question)
        try Data().write(to: answer)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/timeout")
        process.arguments = ["--signal=KILL", "\(seconds)"] + arguments
        process.currentDirectoryURL = folder ?? own
        process.standardInput = try FileHandle(forReadingFrom: question)
        let output = try FileHandle(forWritingTo: answer)
        process.standardOutput = output
        process.standardError = output
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, text: String(decoding: try Data(contentsOf: answer), as: UTF8.self))
    }
}
