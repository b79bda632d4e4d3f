import ArgumentParser
import Monitor
import SessionRecords

struct DropSessions: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drop", abstract: "Remove records from the spool for good, saved or not.")

    @Argument(help: "Ids, or beginnings of ids.")
    var sessions: [String] = []

    @Flag(help: "Also all that were refused.")
    var refused = false

    @OptionGroup var spool: SpoolOption

    func validate() throws {
        if sessions.isEmpty, !refused { throw ValidationError("Name sessions, or give --refused.") }
    }

    func run() throws {
        let folder = try spool.folder()
        let all = try spool.sessions(in: folder)
        var wanted = try spool.pick(sessions, of: all, in: folder)
        if refused {
            wanted += all.filter { one in
                one.stateName == "refused" && !wanted.contains { $0.sessionID == one.sessionID }
            }
        }
        for session in wanted {
            guard let name = session.name else {
                throw ExitStatus.failed.because("session \(session.sessionID) is \(session.stateName): it stays")
            }
            try drop(name, of: session, from: folder)
        }
        if wanted.isEmpty { Console.note("nothing to remove in \(folder.path)") }
    }

    private func drop(_ name: SpooledName, of session: ListedSession, from folder: SpoolFolder) throws {
        do throws(SpoolError) {
            if let claimed = try folder.claim(name) {
                try claimed.remove()
                Console.note("session \(session.sessionID) removed")
                return
            }
        } catch {
            throw ExitStatus.failed.because("\(error)")
        }
        throw ExitStatus.failed.because("session \(session.sessionID) is in another program's hands")
    }
}
