package import Vitals
import VitalsJSON

extension SessionRecord {
    /// Participants that a record tells one by one, in the order of their coming; all count in the room's numbers.
    package static let participantLimit = 1_000
    /// Participants whose time lines a record holds, in the order of their coming; the room's is always there.
    package static let timelineLimit = 50

    /// The record of a session that is over, or of what is known of one.
    ///
    /// - Parameters:
    ///   - ids: a missing session id is `key`.
    ///   - subject: whose numbers stand first; `nil` for the whole room's.
    ///   - monitor: the identity under which the monitor itself is among the participants, with what it receives.
    ///   - transcript: in any order; the record has it by time.
    package init(
        of session: RoomSession, key: UUIDText, ids: SessionIDs, subject: String?, monitor: String? = nil,
        transcript: [TranscriptLine], transcriptOmitted: Int, endReason: String, partial: Bool
    ) {
        let now = session.end ?? 0
        let totals = session.totals
        let subjectTotals = subject.map { session.participant($0)?.totals(at: now) ?? Totals() } ?? totals
        let metrics = JSONValue.qualityMetrics(
            of: QualityBlock(subjectTotals),
            participants: session.participants.prefix(Self.participantLimit).map {
                ($0.identity, $0.sid, QualityBlock($0.totals(at: now)))
            })
        self.init(
            sessionID: ids.sessionID ?? key, userID: ids.userID, counselorCategory: ids.counselorCategory,
            mode: totals.uplinkVideo.readings > 0 || totals.downlinkVideo.readings > 0 ? .video : .voice,
            startTime: session.start ?? 0, endTime: now,
            durationSeconds: Int(min(max(0, session.wholeSeconds), 1e9)),
            transcript: Self.ordered(transcript), transcriptOmitted: transcriptOmitted,
            qualityMetrics: Self.completed(metrics, of: session, monitor), endReason: endReason, partial: partial,
            room: session.room?.name)
    }

    /// By time, those of one moment in the order in which they were finished.
    private static func ordered(_ lines: [TranscriptLine]) -> [TranscriptLine] {
        lines.enumerated().sorted {
            ($0.element.timestamp, $0.offset) < ($1.element.timestamp, $1.offset)
        }.map(\.element)
    }

    private static func completed(_ metrics: JSONValue, of session: RoomSession, _ monitor: String?) -> JSONValue {
        guard case .object(var members) = metrics else { return metrics }
        let room = JSONValue.Member("timeline", session.timeline.json)
        guard let place = members.firstIndex(where: { $0.key == "participants" }),
            case .array(var participants) = members[place].value
        else { return .object(members + [room]) }
        for (place, participant) in session.participants.prefix(participants.count).enumerated() {
            guard case .object(var block) = participants[place] else { continue }
            if let monitor, participant.identity.utf8.elementsEqual(monitor.utf8) {
                let behind = block.firstIndex { $0.key == "sid" }.map { $0 + 1 } ?? 0
                block.insert(.init("monitor", .bool(true)), at: behind)
            }
            if place < timelineLimit { block.append(.init("timeline", participant.timeline.json)) }
            participants[place] = .object(block)
        }
        members[place].value = .array(participants)
        let omitted = UInt64(max(0, session.participants.count - participantLimit)) + session.othersCount
        members.insert(.init("participants_omitted", .count(omitted)), at: place)
        members.insert(room, at: place)
        return .object(members)
    }
}
