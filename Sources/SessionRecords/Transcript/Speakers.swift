package import Vitals

/// Who speaks for which side, as far as signalling has told.
///
/// Only those whose side does not show from their identity are kept.
package struct Speakers: Sendable, Equatable {
    /// Participants kept at most; of more, only the identity is asked.
    package static let limit = 10_000

    package let rule: SpeakerRule
    private var counselors: Set<[UInt8]> = []

    package init(_ rule: SpeakerRule = .standard) {
        self.rule = rule
    }

    package mutating func apply(_ message: FeedMessage) {
        switch message {
        case .join(let join): for info in join.otherParticipants { apply(info) }
        case .update(let infos): for info in infos { apply(info) }
        default: break
        }
    }

    /// An agent that has left, or whose attributes are empty on its way out, still was one.
    private mutating func apply(_ info: ParticipantInfo) {
        guard rule.speaker(info) == .counselor, rule.speaker(info.identity) != .counselor else { return }
        if counselors.count < Self.limit { counselors.insert(Array(info.identity.utf8)) }
    }

    package func speaker(_ identity: String) -> TranscriptLine.Speaker {
        counselors.contains(Array(identity.utf8)) ? .counselor : rule.speaker(identity)
    }
}
