package import Vitals

extension JSONValue {
    /// The `quality_metrics` of a session: a block, and its participants' blocks behind it.
    ///
    /// - Parameters:
    ///   - subject: the whole room's block, or one participant's.
    ///   - participants: in the order of their coming; an empty sid is `null`.
    package static func qualityMetrics(
        of subject: QualityBlock, participants: [(identity: String, sid: String, block: QualityBlock)]
    ) -> JSONValue {
        let objects = participants.map { participant in
            JSONValue.object(
                [
                    .init("identity", .string(participant.identity)),
                    .init("sid", participant.sid.isEmpty ? .null : .string(participant.sid)),
                ] + participant.block.members)
        }
        return .object(subject.members + [.init("participants", .array(objects))])
    }
}
