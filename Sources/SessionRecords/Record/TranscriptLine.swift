/// What one side said in one go.
package struct TranscriptLine: Sendable, Equatable {
    /// The side of a conversation that a line belongs to, by the names of the session record.
    package enum Speaker: String, Sendable, CaseIterable {
        case user, counselor
    }

    package var speaker: Speaker
    package var text: String
    /// ms since 1970 at which it began.
    package var timestamp: Double
    /// The transcriber's segment that it was; no part of the record. `nil` where it had no id.
    package var segment: SegmentName?

    package init(speaker: Speaker, text: String, timestamp: Double, segment: SegmentName? = nil) {
        self.speaker = speaker
        self.text = text
        self.timestamp = timestamp
        self.segment = segment
    }
}

/// What a transcriber calls a segment: one id may be used for several speakers.
package struct SegmentName: Sendable, Hashable {
    package let identity: String
    package let id: String

    package init(identity: String, id: String) {
        self.identity = identity
        self.id = id
    }

    /// Ids are bytes, where Swift's strings take a composed and a decomposed é for the same.
    package static func == (left: SegmentName, right: SegmentName) -> Bool {
        left.identity.utf8.elementsEqual(right.identity.utf8) && left.id.utf8.elementsEqual(right.id.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        for byte in identity.utf8 { hasher.combine(byte) }
        hasher.combine(0xFF as UInt8)
        for byte in id.utf8 { hasher.combine(byte) }
    }
}
