import Foundation
import TestSupport
import Testing

/// Prometheus' own checks, by the program that Debian has in its package `prometheus`.
enum Promtool {
    /// The folder `deploy` of this package.
    static let deploy = TestTool.package.appending(path: "deploy")

    /// Runs it there.
    ///
    /// - Parameter input: its standard input.
    static func run(_ arguments: [String], input: [UInt8] = []) throws -> TestTool.Outcome {
        try TestTool.run(["promtool"] + arguments, in: deploy, input: input)
    }

    /// Expects success and nothing to say against the input.
    static func expectClean(_ arguments: [String], input: [UInt8] = []) throws {
        let outcome = try run(arguments, input: input)
        #expect(outcome.status == 0, "promtool \(arguments): \(outcome.text)")
    }
}
