package import Recordings
package import Vitals
package import VitalsJSON

/// Folds recordings into one session: the same numbers as if the bot had been there.
package struct Replay: Sendable {
    /// Damaged lines that are named one by one; the others are only counted.
    package static let namedDamage = 20

    package private(set) var session: RoomSession
    /// Lines that could not be read, by reason.
    package private(set) var refused = DecodeFailureCounts()
    /// The recording's own time, ms: the newest that a line has told. Lines without a time take it.
    private var now: Double?

    package init(limits: SessionLimits = SessionLimits()) {
        session = RoomSession(limits: limits)
    }

    /// Folds one file.
    ///
    /// - Parameters:
    ///   - damaged: called for each line that cannot be read, and why; the rest goes on.
    ///   - progress: called now and then.
    /// - Throws: what stopped the reading; what was read before it counts.
    package mutating func read(
        _ source: RecordingSource, limits: RecordingLimits = RecordingLimits(),
        damaged: (DamagedLine) -> Void = { _ in },
        progress: (RecordingReader.Progress) -> Void = { _ in }
    ) throws(RecordingError) {
        var reader = try RecordingReader(source, limits: limits)
        var count = 0
        while let item = try reader.next() {
            switch item {
            case .line(let line): fold(line)
            case .damaged(let line):
                refused.count(line.failure)
                damaged(line)
            }
            count += 1
            if count % 256 == 0 { progress(reader.progress) }
        }
        progress(reader.progress)
    }

    /// Folds one line.
    package mutating func fold(_ line: RecordedLine) {
        switch line {
        case .report(let report):
            session.fold(report, at: time(report.timestamp))
        case .message(let message, let at):
            var told = at
            if told == nil, case .stats(let report) = message { told = report.timestamp }
            session.apply(message, at: time(told))
        }
    }

    /// The summary of all that was folded.
    package func summary(subject: String? = nil) -> SessionSummary {
        var summary = SessionSummary(session: session, end: .endOfRecording, subject: subject)
        summary.refused = refused
        return summary
    }

    /// A believable time moves the recording's clock; anything else takes the time it stands at.
    private mutating func time(_ told: Double?) -> Double {
        if let told, told > 0, told < 1e13 { now = max(now ?? told, told) }
        return now ?? 0
    }
}
