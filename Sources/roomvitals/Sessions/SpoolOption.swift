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
            return try SpoolFolder(path)
        } catch {
            throw ExitStatus.failed.because("--spool \(error)")
        }
    }

    /// - Throws: the exit status, having said why.
    func sessions(in folder: SpoolFolder) throws -> [ListedSession] {
        do throws(SpoolError) {
            return try folder.sessions()
        } catch {
            throw ExitStatus.failed.because("--spool \(error)")
        }
    }

    /// Those that the arguments name, each of them one.
    ///
    /// - Throws: the exit status, having said why.
    func pick(_ arguments: [String], of sessions: [ListedSession], in folder: SpoolFolder) throws -> [ListedSession] {
        try arguments.map { argument in
            let wanted = argument.lowercased()
            let found = sessions.filter { $0.sessionID.text.hasPrefix(wanted) }
            guard let first = found.first, !wanted.isEmpty else {
                throw ExitStatus.usage.because(
                    "no session \(argument.printable(limit: 80)) in \(folder.path); roomvitals sessions list has all")
            }
            guard found.count == 1 else {
                throw ExitStatus.usage.because(
                    "\(argument.printable(limit: 80)) is the beginning of \(found.count) sessions; write more of it")
            }
            return first
        }
    }
}
