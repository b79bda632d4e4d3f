import ArgumentParser
import Monitor
import SessionRecords
import WireText

struct ResendSessions: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resend",
        abstract: "Send what waits, oldest first; named sessions also where they were refused.",
        discussion: """
            Records of sessions whose programs are gone are made first. Each record goes where its bot was told to send it,
            or to --save-url.
            """)

    @Argument(help: "Ids, or beginnings of ids. None: all that wait.")
    var sessions: [String] = []

    @OptionGroup var save: SaveOptions

    func run() throws {
        SignalWatch.release()
        let folder = try save.folder()
        let option = SpoolOption(spool: folder.path)
        do throws(SpoolError) {
            try RecordRun.recover(folder, nil, Console.note)
        } catch {
            throw ExitStatus.failed.because("--spool \(error)")
        }
        let all = try option.sessions(in: folder)
        let wanted =
            sessions.isEmpty ? all.filter { $0.stateName == "waiting" } : try option.pick(sessions, of: all, in: folder)
        var failed = 0
        for session in wanted where try !send(session, from: folder) { failed += 1 }
        if wanted.isEmpty { Console.note("nothing waits in \(folder.path)") }
        if failed > 0 { throw ExitStatus.failed.because("sessions not saved: \(failed) of \(wanted.count)") }
    }

    /// - Returns: `false` where it is not saved.
    private func send(_ session: ListedSession, from folder: SpoolFolder) throws -> Bool {
        guard let name = session.name, let record = session.record else {
            Console.note("session \(session.sessionID) is \(session.stateName): there is no record to send")
            return false
        }
        guard let sender = try save.sender() ?? record.saveURL.map({ try save.sender(to: $0) }) else {
            Console.note("session \(session.sessionID): nobody has said where it goes; give --save-url")
            return false
        }
        do throws(SpoolError) {
            return tell(try Self.deliver(name, from: folder, by: sender), session.sessionID)
        } catch {
            Console.note("session \(session.sessionID): \(error)")
            return false
        }
    }

    private static func deliver(
        _ name: SpooledName, from folder: SpoolFolder, by sender: RecordSender
    ) throws(SpoolError) -> SpoolDelivery.Outcome {
        var name = name
        if name.state == .refused {
            guard let claimed = try folder.claim(name) else { return .elsewhere }
            try claimed.putBack()
            name.state = .record
        }
        return try SpoolDelivery(folder, sender: sender).deliver(
            name,
            failed: { answer, next in
                Console.note("not saved yet: \(answer.text); trying again in \(Int(next)) s")
            })
    }

    private func tell(_ outcome: SpoolDelivery.Outcome, _ id: UUIDText) -> Bool {
        switch outcome {
        case .saved:
            Console.note("session \(id) saved")
            return true
        case .elsewhere:
            Console.note("session \(id) is in another program's hands")
            return true
        case .refused(let answer): Console.note("session \(id) refused, and kept aside: \(answer)")
        case .waiting(let answer): Console.note("session \(id) not saved, it waits: \(answer)")
        case .setAside(let place, let error): Console.note("session \(id): \(error); it is at \(place) now")
        }
        return false
    }
}
