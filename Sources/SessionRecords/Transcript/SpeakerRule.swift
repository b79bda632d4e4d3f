package import Vitals

/// Says who of a room's participants is the counselor.
package struct SpeakerRule: Sendable, Equatable {
    /// Identities; one that ends in `*` stands for all that begin so.
    package var identities: [String]
    /// Attributes that a counselor has.
    package var attributes: [Attribute]
    /// Whether agents are counselors.
    package var includesAgents: Bool

    package struct Attribute: Sendable, Equatable {
        package var key: String
        package var value: String

        package init(key: String, value: String) {
            self.key = key
            self.value = value
        }

        /// `KEY=VALUE`; `nil` where there is no key.
        package init?(_ text: String) {
            guard let equals = text.firstIndex(of: "="), equals != text.startIndex else { return nil }
            self.init(key: String(text[..<equals]), value: String(text[text.index(after: equals)...]))
        }
    }

    package init(identities: [String], attributes: [Attribute] = [], includesAgents: Bool = false) {
        self.identities = identities
        self.attributes = attributes
        self.includesAgents = includesAgents
    }

    /// Agents, and everybody whose identity begins with `counselor`.
    package static let standard = SpeakerRule(identities: ["counselor*"], includesAgents: true)

    /// The side of somebody of whom only the identity is known.
    package func speaker(_ identity: String) -> TranscriptLine.Speaker {
        let isCounselor = identities.contains { pattern in
            pattern.hasSuffix("*")
                ? identity.utf8.starts(with: pattern.utf8.dropLast()) : identity.utf8.elementsEqual(pattern.utf8)
        }
        // LiveKit's framework names its agents so where nobody else does.
        return isCounselor || (includesAgents && identity.hasPrefix("agent-")) ? .counselor : .user
    }

    package func speaker(_ info: ParticipantInfo) -> TranscriptLine.Speaker {
        let hasAttribute = attributes.contains { info.attributes[$0.key] == $0.value }
        let isAgent = includesAgents && (info.isAgent || info.attributes["lk.agent.state"] != nil)
        return hasAttribute || isAgent ? .counselor : speaker(info.identity)
    }
}
