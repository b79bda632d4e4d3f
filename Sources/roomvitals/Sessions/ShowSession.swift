import ArgumentParser
import Monitor
import SessionRecords
import VitalsJSON
import WireText

struct ShowSession: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print a session's record as JSON, and on standard error what was answered last."
    )

    @Argument(help: "The session's id, or its beginning.")
    var session: String

    @OptionGroup var spool: SpoolOption

    func run() throws {
        let folder = try spool.folder()
        for session in try spool.pick([session], of: spool.sessions(in: folder), in: folder) {
            guard let record = session.record, let json = record.json else {
                let why: String
                if case .damaged(_, let error) = session.state {
                    why = error.description
                } else {
                    why = "it has no record yet: it is \(session.stateName)"
                }
                throw ExitStatus.failed.because(why)
            }
            if let answer = session.answer { Console.note("last answer: \(answer)") }
            if let url = record.saveURL { Console.note("goes to \(SaveEndpoint.shown(url))") }
            Console.result(json.text(.indented) + "\n")
        }
    }
}
