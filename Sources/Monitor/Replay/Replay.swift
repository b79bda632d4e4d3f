package import Recordings
import SessionRecords
package import Vitals
package import VitalsJSON

/// Folds recordings into one session: the same numbers as if the bot had been there.
package struct Replay: Sendable {
    /// Damaged lines that are named one by one; the others are only counted.
    package static let namedDamage = 20

    package private(set) var session: RoomSession
    /// Lines that could not be read, by reason.
    package private(set) var refused = DecodeFailureCounts()
    private var clock = RecordingClock()
    private var untimed = UntimedMessages()
    /// Messages that came before the first time, and were too many to be kept for it.
    package var untimedDropped: UInt64 { untimed.dropped }
    private let keeping: RecordKeeping?
    private var draft: RecordDraft?
    private var transcript: [TranscriptLine] = []

    /// - Parameter keeping: what the session's record needs; `nil` where none is made.
    package init(limits: SessionLimits = SessionLimits(), keeping: RecordKeeping? = nil) {
        session = RoomSession(limits: limits)
        self.keeping = keeping
        draft = keeping?.draft
    }

    /// Folds one file.
    ///
    /// - Parameters:
    ///   - threads: how many read it; the numbers are the same whatever their number.
    ///   - damaged: called for each line that cannot be read, and why; the rest goes on.
    ///   - progress: called now and then. Both are called on any thread, one at a time.
    /// - Throws: what stopped the reading; what was read before it counts.
    package mutating func read(
        _ source: RecordingSource, limits: RecordingLimits = RecordingLimits(),
        threads: Int = Processors.count, damaged: @escaping @Sendable (DamagedLine) -> Void = { _ in },
        progress: @escaping @Sendable (RecordingProgress) -> Void = { _ in }
    ) throws(RecordingError) {
        try RecordingCrew.read(source, limits: limits, threads: threads, into: &self) { replay, items, reached in
            // By their places: an iterator would copy each.
            for place in items.indices {
                switch items[place] {
                case .line(let line): replay.fold(line)
                case .damaged(let line):
                    replay.refused.count(line.failure)
                    damaged(line)
                }
            }
            progress(reached)
        }
    }

    /// Folds one line.
    package mutating func fold(_ line: RecordedLine) {
        switch line {
        case .report(let report):
            clock.tell(report.timestamp)
            apply(.stats(report))
        case .message(let message, let at):
            if let at {
                clock.tell(at)
            } else if case .stats(let report) = message {
                clock.tell(report.timestamp)
            }
            apply(message)
        }
    }

    /// Applies a message at the recording's time, or keeps it until a line has told one.
    private mutating func apply(_ message: FeedMessage) {
        guard let now = clock.now else {
            untimed.keep(message)
            return
        }
        settle(at: now)
        take(message, at: now)
    }

    private mutating func take(_ message: FeedMessage, at now: Double) {
        session.apply(message, at: now)
        transcript += draft?.hear(message, at: now) ?? []
    }

    private mutating func settle(at now: Double) {
        guard !untimed.messages.isEmpty else { return }
        for message in untimed.messages { take(message, at: now) }
        untimed.removeAll()
    }

    /// The summary of all that was folded.
    package func summary(subject: String? = nil) -> SessionSummary {
        var whole = self
        // A recording without any time at all has no length.
        whole.settle(at: clock.now ?? 0)
        var summary = SessionSummary(session: whole.session, end: .endOfRecording, subject: subject)
        summary.refusedMessages = refused.occurred.map { ($0.name, $0.count) }
        summary.transcript = whole.transcript
        if let keeping, let draft = whole.draft {
            summary.lastCheckpoint = keeping.checkpoint(of: whole.session, draft)
        }
        return summary
    }
}
