package import SessionRecords
import Vitals

/// What a bot is given to keep its session's record: who writes it, and what is known of it already.
package struct RecordKeeping: Sendable {
    package let recorder: SessionRecorder
    let draft: RecordDraft
    /// The session that is gone on with; `nil` for a new one.
    let resumed: Checkpoint?

    /// A new session.
    package init(
        _ options: RecordOptions, counters: RecordCounters = RecordCounters(),
        note: @escaping @Sendable (String) -> Void
    ) {
        recorder = SessionRecorder(options, counters: counters, note: note)
        draft = RecordDraft(ids: options.ids, rule: options.speakers, limits: options.transcript)
        resumed = nil
    }

    /// The state from which the record of a session is made that was not brought to disk while it went on.
    func checkpoint(of session: RoomSession, _ draft: RecordDraft, monitor: String? = nil) -> Checkpoint {
        Checkpoint(
            key: recorder.key, ids: draft.ids, subject: recorder.options.subject, monitor: monitor,
            saveURL: recorder.options.saveURL,
            session: session, openSegments: draft.openSegments, transcriptOmitted: draft.transcriptOmitted)
    }

    /// A session that another run of the program began.
    package init(
        _ options: RecordOptions, resuming session: consuming ResumedSession,
        counters: RecordCounters = RecordCounters(), note: @escaping @Sendable (String) -> Void
    ) {
        let checkpoint = session.checkpoint
        draft = RecordDraft(
            resuming: checkpoint, lines: session.files.lines(), ids: options.ids, rule: options.speakers,
            limits: options.transcript)
        resumed = checkpoint
        recorder = SessionRecorder(options, resuming: session.takeFiles(), counters: counters, note: note)
    }
}
