package import LiveServer
import SessionRecords
import Vitals

/// Publishes the record of a session that has ended, and says so everywhere.
package struct RecordPublisher: Sendable {
    private let recorder: SessionRecorder
    /// Where the room is shown; `nil` for nowhere.
    private let room: LiveRoom?
    /// Whom signals are told to while the record is sent; `nil` where they end the program as they come.
    private let signals: SignalWatch?
    /// Takes what nobody else does; `nil` where the program ends with the session.
    private let held: HeldRecords?
    private let note: @Sendable (String) -> Void

    package init(
        _ recorder: SessionRecorder, room: LiveRoom?, signals: SignalWatch? = nil,
        note: @escaping @Sendable (String) -> Void
    ) {
        self.init(recorder, room: room, signals: signals, held: nil, note: note)
    }

    init(
        _ recorder: SessionRecorder, room: LiveRoom?, signals: SignalWatch? = nil, held: HeldRecords?,
        note: @escaping @Sendable (String) -> Void
    ) {
        self.held = held
        self.recorder = recorder
        self.room = room
        self.signals = signals
        self.note = note
    }

    /// What the page says while the session goes on.
    package func tellOpen() {
        room?.tell(SaveReport(.open, sessionID: (recorder.options.ids.sessionID ?? recorder.key).text))
    }

    /// Nobody was ever in the room: there is no record to come.
    package func tellNothing() {
        room?.tell(SaveReport(.failed, sessionID: recorder.key.text, text: "There is nothing to save."))
    }

    /// Puts the record into the spool and sends it. Blocks until it is saved, or given up for now.
    ///
    /// - Returns: `false` where it is not where it should be.
    package func publish(_ summary: SessionSummary) -> Bool {
        guard let last = summary.lastCheckpoint else { return true }
        guard recorder.options.savesEmptySessions || !last.session.participants.isEmpty else {
            tellNothing()
            return true
        }
        let finished = recorder.finish(last, endReason: summary.end.rawValue, lines: summary.transcript)
        let id = finished.record.sessionID
        guard let sender = recorder.options.sender else { return keep(finished) }
        room?.tell(SaveReport(.saving, sessionID: id.text))
        if finished.record.userID == nil, recorder.options.asksForUserID {
            note(
                "no user id is known: neither --user-id nor the room's metadata tells one. An endpoint that asks for it "
                    + "refuses the record; then: roomvitals sessions resend --spool \(spool) --user-id ID \(id)")
        }
        let unspooled: UnspooledRecord?
        switch finished.place {
        case .spooled:
            unspooled = nil
            note("saving session \(id); it stays in the spool until that is done")
        case .memory(let error):
            unspooled = UnspooledRecord(finished.letter, at: finished.place, of: recorder, note: note)
            note("saving session \(id)")
            note("\(error): the record is sent without being on disk first")
        }
        let work = { send(finished, unspooled, by: sender) }
        let outcome = signals?.during(lastWork(id, unspooled), work) ?? work()
        switch outcome {
        case .saved(let tries, let left):
            recorder.counters.update { $0.saved += 1 }
            tell(.saved, id, "Session saved to your history (\(id))" + (tries > 1 ? ", at try \(tries)" : ""))
            if let left { note("\(left)") }
            return true
        case .gone:
            recorder.counters.update { $0.saved += 1 }
            tell(.saved, id, "Session saved to your history (\(id)), by another program on this spool")
            return true
        case .elsewhere:
            recorder.counters.update { $0.unsent += 1 }
            tell(.failed, id, "Failed to save session \(id): another program on this spool has its record in hand")
        case .refused(let answer):
            recorder.counters.update { $0.refused += 1 }
            tell(
                .failed, id,
                "Failed to save session \(id): \(answer). It is kept aside: "
                    + "roomvitals sessions show --spool \(spool) \(id)")
        case .waiting(let answer, _):
            recorder.counters.update { $0.unsent += 1 }
            if let unspooled, hold(unspooled, answer) { return false }
            tell(
                .failed, id,
                "Failed to save session \(id): \(answer). \(whereabouts(unspooled?.place ?? finished.place))")
            if unspooled?.isSpooled == false { recorder.counters.update { $0.lost += 1 } }
        case .setAside(let place, let error):
            recorder.counters.update { $0.setAside += 1 }
            tell(.failed, id, "Failed to save session \(id): \(error); it is at \(place) now")
        }
        return false
    }

    /// What becomes of the record should the program be ended while it is sent.
    private func lastWork(_ id: UUIDText, _ unspooled: UnspooledRecord?) -> SignalWatch.LastWork {
        let path = recorder.options.folder.path
        return SignalWatch.LastWork(
            warning: {
                guard let unspooled, !unspooled.isSpooled else {
                    return "session \(id) stays in the spool if this is stopped now; Ctrl-C again to stop at once"
                }
                return "session \(id) is not on disk: if this is stopped now that is tried once more, and where it "
                    + "fails it is lost, but for what its last checkpoint has; Ctrl-C again to stop at once"
            },
            farewell: { [spool] in
                switch unspooled?.part() ?? .spooled {
                case .saved: "stopped; session \(id) is saved"
                case .spooled:
                    "stopped; session \(id) is in \(path), and is sent by the next start there, or by: "
                        + "roomvitals sessions resend --spool \(spool)"
                case .lost:
                    "stopped; of session \(id) there is what its last checkpoint in \(path) has: "
                        + "roomvitals sessions resend --spool \(spool)"
                }
            })
    }

    /// The spool's folder for a command line.
    private var spool: String { recorder.options.folder.path.shellWord }

    private func whereabouts(_ place: FinishedRecord.Place) -> String {
        switch place {
        case .spooled where held != nil: "It is kept, and tried again once a minute"
        case .spooled: "It is kept, and sent at the next start, or by: roomvitals sessions resend --spool \(spool)"
        case .memory where recorder.options.hasCheckpoints:
            "It could not be kept on disk either: but for what the last checkpoint has, it is lost"
        case .memory: "It could not be kept on disk either: replay it again once there is room"
        }
    }

    private func keep(_ finished: FinishedRecord) -> Bool {
        let id = finished.record.sessionID
        switch finished.place {
        case .spooled:
            note("session \(id) is in \(recorder.options.folder.path); no --save-url says where to send it")
            room?.tell(SaveReport(.saved, sessionID: id.text, text: "Session kept on disk (\(id))"))
            return true
        case .memory(let error):
            let unspooled = UnspooledRecord(finished.letter, at: finished.place, of: recorder, note: note)
            if hold(unspooled, error.description) { return false }
            tell(.failed, id, "Failed to save session \(id): \(error)")
            recorder.counters.update { $0.lost += 1 }
            return false
        }
    }

    /// Leaves a record that is nowhere else to whoever lives on.
    private func hold(_ unspooled: UnspooledRecord, _ reason: String) -> Bool {
        let id = unspooled.sessionID
        guard let held, !unspooled.isSpooled else { return false }
        let text =
            "session \(id) is not saved yet: \(reason). The disk does not take it either: it is in memory, and both are "
            + "asked again every \(decimal(held.pace, 0)) s"
        // First this: it may be saved before `hold` is back.
        room?.tell(SaveReport(.saving, sessionID: id.text, text: text))
        let isHeld = held.hold(unspooled) { [self] retry in
            switch retry {
            case .saved:
                recorder.counters.update { $0.saved += 1 }
                tell(.saved, id, "Session saved to your history (\(id))")
            case .spooled where recorder.options.sender == nil:
                room?.tell(SaveReport(.saved, sessionID: id.text, text: "Session kept on disk (\(id))"))
            case .spooled:
                room?.tell(
                    SaveReport(
                        .failed, sessionID: id.text,
                        text: "Session \(id) is kept on disk, and is sent from there within a minute or two"))
            case .waits: break
            }
        }
        if isHeld { note(text) }
        return isHeld
    }

    private func send(
        _ finished: FinishedRecord, _ unspooled: UnspooledRecord?, by sender: RecordSender
    ) -> SpoolDelivery.Outcome {
        let failed = { [recorder, note] (answer: SaveAnswer, next: Double) in
            recorder.counters.update { $0.failedTries += 1 }
            note("not saved yet: \(answer.text); trying again in \(decimal(next, 0)) s")
        }
        do throws(SpoolError) {
            if let outcome = try unspooled?.deliver(by: sender, failed: failed) { return outcome }
            switch unspooled?.place ?? finished.place {
            case .spooled(let name): return try deliver(name, by: sender, failed: failed)
            case .memory(let error): throw error
            }
        } catch {
            // It was sent, or not: its key tells the endpoint that it is the same when it comes again.
            return .waiting(error.description, retryAfter: nil)
        }
    }

    /// Another program on the spool may just be looking at the record, or be sending it: it has its time for that.
    private func deliver(
        _ name: SpooledName, by sender: RecordSender, failed: (SaveAnswer, Double) -> Void
    ) throws(SpoolError) -> SpoolDelivery.Outcome {
        let delivery = SpoolDelivery(recorder.options.folder, sender: sender)
        let end = sender.monotonicClock() + sender.policy.answerTimeout
        while true {
            let outcome = try delivery.deliver(name, failed: failed)
            guard outcome == .elsewhere, sender.monotonicClock() < end else { return outcome }
            sender.pause(0.1)
        }
    }

    private func tell(_ state: SaveReport.State, _ id: UUIDText, _ text: String) {
        note(text)
        room?.tell(SaveReport(state, sessionID: id.text, text: text))
    }
}
