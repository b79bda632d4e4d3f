import ArgumentParser
import Monitor
import VitalsJSON
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
        var failure: ExitCode?
        var isPrinted = true
        if json {
            summary.document.withText(.indented) { text in
                failure = write(text)
                isPrinted = Console.result(text, tally: tally)
            }
        } else {
            if output != nil { failure = summary.document.withText(.indented, write) }
            isPrinted = Console.result(SummaryTable(summary).text, tally: tally)
        }
        if !isPrinted { failure = ExitStatus.failed.because("standard output did not take the whole result") }
        if let failure { throw failure }
    }

    /// Writes the JSON object to the file that was asked for, if there is one.
    ///
    /// - Returns: the exit status where that failed, having said why.
    private func write(_ text: UnsafeRawBufferPointer) -> ExitCode? {
        guard let output else { return nil }
        do throws(OutputFile.Failure) {
            try OutputFile.write(text, to: output, overwrite: force)
            return nil
        } catch {
            return ExitStatus.failed.because(error.description)
        }
    }
}
