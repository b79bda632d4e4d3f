package import SessionRecords
package import Vitals
package import VitalsJSON
import WireText

/// A session as it is told at its end: the one value behind the JSON object and the table.
package struct SessionSummary: Sendable {
    package var session: RoomSession
    package var end: SessionEnd
    /// Messages refused while decoding or by the connection, by stable name, always in the same order.
    package var refusedMessages: [(reason: String, count: UInt64)] = []
    /// How often the connection had to be made again.
    package var reconnects: UInt64 = 0
    /// Whose numbers stand first; `nil` for the whole room's.
    package var subject: String?
    /// What the session's record is made of; `nil` where none is kept.
    package var lastCheckpoint: Checkpoint?
    /// What was said, where it was not brought to disk as it came.
    package var transcript: [TranscriptLine] = []

    package init(session: RoomSession, end: SessionEnd, subject: String? = nil) {
        self.session = session
        self.end = end
        self.subject = subject
    }

    /// Whether the subject was ever there.
    package var subjectIsKnown: Bool {
        guard let subject else { return true }
        return session.participant(subject) != nil
    }

    var now: Double { session.end ?? 0 }

    /// The totals that the five first keys tell.
    var subjectTotals: Totals {
        guard let subject else { return session.totals }
        return session.participant(subject)?.totals(at: now) ?? Totals()
    }
}

extension SessionSummary {
    /// The JSON object for files and pipes: `{"session": {…}, "quality_metrics": {…, "participants": […]}}`.
    package var document: JSONDraft {
        .object([
            .init("session", .value(sessionObject)),
            .init(
                "quality_metrics",
                .qualityMetrics(of: QualityBlock(subjectTotals), count: session.participants.count) { place in
                    let participant = session.participants[place]
                    return (participant.identity, participant.sid, QualityBlock(participant.totals(at: now)))
                }
            ),
        ])
    }

    private var sessionObject: JSONValue {
        [
            "room": session.room.map { .string($0.name) } ?? .null,
            "room_sid": session.room.flatMap { $0.sid.isEmpty ? nil : .string($0.sid) } ?? .null,
            "start_time": session.start.map { .string(WallTime.rfc3339($0)) } ?? .null,
            "end_time": session.end.map { .string(WallTime.rfc3339($0)) } ?? .null,
            "duration_seconds": .number(session.wholeSeconds),
            "end_reason": .string(end.rawValue),
            "subject": subject.map(JSONValue.string) ?? .null,
            "participant_count": .count(UInt64(session.participants.count) + session.othersCount),
            "reports": .count(session.reports),
            "reports_refused": .count(session.reportsRefused),
            "refused_messages": .object(refusedMessages.map { .init($0.reason, .count($0.count)) }),
            "unknown_messages": .count(session.unknownMessages),
            "stats_dropped": .count(session.statsDropped),
            "reconnects": .count(reconnects),
        ]
    }
}
