import SessionRecords
import Vitals

/// The bot's side of the record: hears the feed, and lays down what is to be kept. On the bot's thread.
struct SessionLog {
    private let keeping: RecordKeeping
    /// The bot's own identity, where it is among the participants.
    private let monitor: String?
    private let note: @Sendable (String) -> Void
    private var draft: RecordDraft
    private var nextCheckpoint: Double = 0
    private var toldID: UUIDText?

    init(_ keeping: RecordKeeping, monitor: String?, note: @escaping @Sendable (String) -> Void) {
        self.keeping = keeping
        self.monitor = monitor
        draft = keeping.draft
        self.note = note
    }

    private var recorder: SessionRecorder { keeping.recorder }

    /// - Parameter now: ms on the session's clock.
    mutating func hear(_ message: FeedMessage, at now: Double) {
        let omitted = draft.transcriptOmitted
        recorder.add(draft.hear(message, at: now))
        if draft.transcriptOmitted > omitted {
            if omitted == 0 { note("the transcript is full: what is said from here on is counted only") }
            recorder.counters.update { $0.transcriptLinesOmitted += UInt64(draft.transcriptOmitted - omitted) }
        }
        for oddity in draft.takeOddities() {
            switch oddity {
            case .noObject: note("the room's metadata is no JSON object: no ids are read from it")
            case .id(let name): note("the room's metadata has a \(name) that cannot be read as one; it is left out")
            }
        }
    }

    /// Lines that were lost on their way here.
    func lose(_ count: Int) { recorder.lose(count) }

    /// Lays the session down where that is due.
    ///
    /// - Parameter monotonic: seconds.
    mutating func keep(_ session: RoomSession, at monotonic: Double) {
        guard monotonic >= nextCheckpoint else { return }
        guard recorder.options.savesEmptySessions || !session.participants.isEmpty else { return }
        nextCheckpoint = monotonic + recorder.options.checkpointInterval
        recorder.keep(checkpoint(of: session))
        // An id that came after the beginning was told.
        if let toldID, let id = draft.ids.sessionID, id != toldID { note("the session's id is \(id) now") }
        toldID = draft.ids.sessionID ?? recorder.key
    }

    /// The session's last state.
    func checkpoint(of session: RoomSession) -> Checkpoint {
        keeping.checkpoint(of: session, draft, monitor: monitor)
    }
}
