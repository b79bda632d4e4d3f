import ArgumentParser
import Lifelike
import Monitor

struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Write a lifelike room's stats to standard output, the same bytes for the same seed.",
        discussion: """
            One stats message of the feed a line, as replay reads them: for tests, benchmarks and trying things out.

            Example:
              roomvitals generate --participants 4 --reports 10000 | roomvitals replay -
            """)

    @Option(help: ArgumentHelp("How many participants.", valueName: "number"))
    var participants = 4

    @Option(help: ArgumentHelp("How many reports in all.", valueName: "number"))
    var reports: Int

    @Option(help: ArgumentHelp("Draws another room.", valueName: "number"))
    var seed: UInt64 = 1

    func validate() throws {
        if !(1...1_000_000).contains(participants) { throw ValidationError("--participants must be 1 to 1,000,000.") }
        if reports < 0 { throw ValidationError("--reports must be 0 or more.") }
    }

    func run() throws {
        SignalWatch.release()
        var room = LifelikeRoom(LifelikeRoom.Settings(participants: participants, reports: reports, seed: seed))
        var output = ResultStream()
        while room.withNextLine({ output.write($0) }), output.isOpen {}
        output.flush()
        if !output.isOpen, !output.readerLeft {
            throw ExitStatus.failed.because("standard output did not take everything")
        }
    }
}
