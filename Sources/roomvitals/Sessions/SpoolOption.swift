import ArgumentParser
import Monitor
import SessionRecords
import WireText

/// Which spool, and which of its sessions.
struct SpoolOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The spool's folder. Default: $ROOMVITALS_SPOOL, or ~/.local/state/roomvitals/spool.", valueName: "folder"))
    var spool: String?

    init() {}

    init(spool: String) { self.spool = spool }

    /// - Throws: the exit status, having said why.
    func folder() throws -> SpoolFolder {
        guard let path = spool ?? SpoolPlace.usual, !path.isEmpty else {
            throw ExitStatus.usage.because("no HOME to look in: name a folder with --spool")
        }
        do throws(SpoolError) {
            if let folder = try SpoolFolder(existing: path) { return folder }
        } catch {
            throw ExitStatus.failed.because("--spool \(error)")
        }
        throw ExitStatus.failed.because("there is no spool at \(path.printable(limit: 200)): nothing waits there")
    }

    /// - Throws: the exit status, having said why.
    func sessions(in folder: SpoolFolder) throws -> [ListedSession] {
        do throws(SpoolError) {
            return try folder.sessions()
        } catch {
            throw ExitStatus.failed.because("--spool \(error)")
        }
    }

    /// Those that the arguments name: all records of one id each.
    ///
    /// - Throws: the exit status, having said why.
    func pick(_ arguments: [String], of sessions: [ListedSession], in folder: SpoolFolder) throws -> [ListedSession] {
        try arguments.flatMap { argument in
            let wanted = argument.lowercased()
            let found = sessions.filter { $0.sessionID.text.hasPrefix(wanted) }
            let damaged = found.isEmpty && !wanted.isEmpty ? folder.damaged(ofSession: wanted) : []
            guard damaged.isEmpty else {
                throw ExitStatus.failed.because(
                    "session \(argument.printable(limit: 80)) is damaged, and was set aside: it is at "
                        + damaged.map { $0.printable(limit: 200) }.joined(separator: ", ")
                        + " now, for you to look at or remove")
            }
            guard !found.isEmpty, !wanted.isEmpty else {
                throw ExitStatus.usage.because(
                    "no session \(argument.printable(limit: 80)) in \(folder.path); roomvitals sessions list has all")
            }
            // Two records may have one id: a recording that was published twice.
            guard Set(found.map(\.sessionID)).count == 1 else {
                throw ExitStatus.usage.because(
                    "\(argument.printable(limit: 80)) is the beginning of several sessions' ids; write more of it")
            }
            return found
        }
    }
}
