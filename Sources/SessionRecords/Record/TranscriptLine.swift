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

    package init(speaker: Speaker, text: String, timestamp: Double) {
        self.speaker = speaker
        self.text = text
        self.timestamp = timestamp
    }
}
