package import Vitals

/// A participant as `quality_metrics` tells of it.
package typealias ParticipantMetrics = (identity: String, sid: String, block: QualityBlock)

extension JSONValue {
    /// The `quality_metrics` of a session: a block, and its participants' blocks behind it.
    ///
    /// - Parameters:
    ///   - subject: the whole room's block, or one participant's.
    ///   - participants: in the order of their coming; an empty sid is `null`.
    package static func qualityMetrics(of subject: QualityBlock, participants: [ParticipantMetrics]) -> JSONValue {
        .object(subject.members + [.init("participants", .array(participants.map(JSONValue.participant)))])
    }

    fileprivate static func participant(_ participant: ParticipantMetrics) -> JSONValue {
        .object(
            [
                .init("identity", .string(participant.identity)),
                .init("sid", participant.sid.isEmpty ? .null : .string(participant.sid)),
            ] + participant.block.members)
    }
}

extension JSONDraft {
    /// As `JSONValue.qualityMetrics`, each participant's block being asked for when it is written.
    package static func qualityMetrics(
        of subject: QualityBlock, count: Int, participant: @escaping (_ place: Int) -> ParticipantMetrics
    ) -> JSONDraft {
        .object(
            subject.members.map { Member($0.key, .value($0.value)) }
                + [Member("participants", .list(count: count) { JSONValue.participant(participant($0)) })])
    }
}
