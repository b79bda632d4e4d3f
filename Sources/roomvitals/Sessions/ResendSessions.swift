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
            or to --save-url. A record that was refused because it says no user can be given one:
              roomvitals sessions resend 14aff52d --user-id user-7
            """)

    @Argument(help: "Ids, or beginnings of ids. None: all that wait.")
    var sessions: [String] = []

    @Option(help: ArgumentHelp("Whose sessions the named ones are, whatever their records say.", valueName: "id"))
    var userId: String?

    @OptionGroup var save: DeliveryOptions

    func validate() throws {
        guard let userId else { return }
        if sessions.isEmpty { throw ValidationError("--user-id is for sessions that are named.") }
        if !SessionIDs.isUserID(userId) {
            throw ValidationError("--user-id must have 1 to \(SessionIDs.longestUserID) bytes.")
        }
    }

    func run() throws {
        SignalWatch.release()
        let folder = try save.folder()
        let option = SpoolOption(spool: folder.path)
        let unrecovered: Int
        do throws(SpoolError) {
            unrecovered = try SpoolRecovery(folder, note: Console.note).run()
        } catch {
            throw ExitStatus.failed.because("--spool \(error)")
        }
        let all = try option.sessions(in: folder)
        let wanted =
            sessions.isEmpty
            ? all.filter { $0.stateName == "waiting" || $0.stateName == "damaged" }
            : try option.pick(sessions, of: all, in: folder)
        var failed = 0
        var inARow = 0
        for (place, session) in wanted.enumerated() {
            let isSaved = try send(session, from: folder, isPatient: inARow == 0)
            failed += isSaved ? 0 : 1
            inARow = isSaved ? 0 : inARow + 1
            if inARow == Self.patience, place + 1 < wanted.count {
                Console.note(
                    "\(Self.patience) in a row were not saved: \(wanted.count - place - 1) more are not tried now")
                failed += wanted.count - place - 1
                break
            }
        }
        if wanted.isEmpty { Console.note("nothing waits in \(folder.path)") }
        if failed > 0 { Console.note("sessions not saved: \(failed) of \(wanted.count)") }
        if unrecovered > 0 {
            Console.note("not recovered, or set aside, as said above: \(unrecovered); see roomvitals sessions list")
        }
        if failed + unrecovered > 0 { throw ExitStatus.failed.code }
    }

    /// Sessions in a row that could not be saved, after which it is the endpoint.
    private static let patience = 3

    /// - Parameter isPatient: tries a failed save again; once one has failed, the next are tried once each.
    /// - Returns: `false` where it is not saved.
    private func send(_ session: ListedSession, from folder: SpoolFolder, isPatient: Bool) throws -> Bool {
        if case .damaged(let name, let error) = session.state { return try setAside(name, error, in: folder) }
        guard let name = session.name, let record = session.record else {
            Console.note("session \(session.sessionID) is \(session.stateName): there is no record to send")
            return false
        }
        // The environment's URL is for records that have none: what was made for one app goes to no other by accident.
        let url = save.saveUrl ?? record.saveURL ?? Console.environment("ROOMVITALS_SAVE_URL")
        guard var sender = try url.map({ try save.sender(to: $0).patient }) else {
            Console.note("session \(session.sessionID): nobody has said where it goes; give --save-url")
            return false
        }
        if !isPatient { sender.policy.retries = 0 }
        do throws(SpoolError) {
            if let userId {
                guard let claimed = try folder.claim(name) else {
                    return tell(folder.exists(name.text) ? .elsewhere : .gone, session.sessionID)
                }
                if let mended = record.of(user: userId) { try claimed.replace(by: mended) }
            }
            return tell(try Self.deliver(name, from: folder, by: sender), session.sessionID)
        } catch {
            Console.note("session \(session.sessionID): \(error)")
            return false
        }
    }

    private func setAside(_ name: SpooledName?, _ error: SpoolError, in folder: SpoolFolder) throws -> Bool {
        do throws(SpoolError) {
            guard let name else {
                Console.note("\(error)")
                return false
            }
            guard let place = try folder.claim(name)?.setAside() else { return true }
            Console.note("\(error); it is at \(place) now")
        } catch {
            Console.note("\(error)")
        }
        return false
    }

    private static func deliver(
        _ name: SpooledName, from folder: SpoolFolder, by sender: RecordSender
    ) throws(SpoolError) -> SpoolDelivery.Outcome {
        var name = name
        if name.state == .refused {
            guard let claimed = try folder.claim(name) else { return folder.exists(name.text) ? .elsewhere : .gone }
            try claimed.putBack()
            name.state = .record
        }
        // Another program may just be looking at it.
        for _ in 0..<20 {
            let outcome = try SpoolDelivery(folder, sender: sender).deliver(
                name,
                failed: { answer, next in
                    Console.note("not saved yet: \(answer.text); trying again in \(Int(next)) s")
                })
            guard outcome == .elsewhere else { return outcome }
            sender.pause(0.1)
        }
        return .elsewhere
    }

    private func tell(_ outcome: SpoolDelivery.Outcome, _ id: UUIDText) -> Bool {
        switch outcome {
        case .saved(_, let left):
            Console.note("session \(id) saved")
            if let left { Console.note("\(left)") }
            return true
        case .gone:
            Console.note("session \(id) is not here any more: another program has dealt with it")
            return true
        case .elsewhere: Console.note("session \(id) is in another program's hands")
        case .refused(let answer): Console.note("session \(id) refused, and kept aside: \(answer)")
        case .waiting(let answer, _): Console.note("session \(id) not saved, it waits: \(answer)")
        case .setAside(let place, let error): Console.note("session \(id): \(error); it is at \(place) now")
        }
        return false
    }
}
