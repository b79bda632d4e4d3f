import ArgumentParser
import Monitor
import WireText

/// How a session's result is asked for, alike in every command that ends with one.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print one JSON object instead of a table.")
    var json = false

    @Option(help: ArgumentHelp("Also write the JSON object to this file, whole or not at all.", valueName: "file"))
    var output: String?

    @Flag(help: "Let --output replace a file that exists.")
    var force = false

    @Option(
        help: ArgumentHelp("Whose numbers stand first, instead of the whole room's.", valueName: "identity"))
    var participant: String?

    /// Finds out before a long session, not after it, that its result has nowhere to go.
    func validate() throws {
        guard let output else { return }
        if let fault = OutputFile.fault(of: output) {
            throw ValidationError("--output \(output.printable()): \(fault).")
        }
        if !force, OutputFile.exists(output) {
            throw ValidationError("--output \(output.printable()) exists; --force overwrites it.")
        }
    }

    /// Prints and writes the result.
    ///
    /// - Parameter tally: is told how much of it has been printed.
    /// - Throws: the exit status, having said why.
    func deliver(_ summary: SessionSummary, _ tally: ResultTally) throws {
        if !summary.subjectIsKnown, let subject = summary.subject {
            Console.note("\(subject.printable(limit: 80)) was never in the room: its numbers are empty")
        }
        let document = summary.document
        var failure: ExitCode?
        if let output {
            do throws(OutputFile.Failure) {
                try OutputFile.write(document, to: output, overwrite: force)
            } catch {
                failure = ExitStatus.failed.because(error.description)
            }
        }
        if !Console.result(json ? document : SummaryTable(summary).text, tally: tally) {
            failure = ExitStatus.failed.because("standard output did not take the whole result")
        }
        if let failure { throw failure }
    }
}
