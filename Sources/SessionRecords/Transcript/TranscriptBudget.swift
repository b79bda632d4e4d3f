/// How much of a transcript's room is used.
package struct TranscriptBudget: Sendable, Equatable {
    package let limits: TranscriptLimits
    package private(set) var bytes: Int
    package private(set) var lines: Int
    /// Lines for which there was no room.
    package private(set) var omitted: Int

    package init(limits: TranscriptLimits = TranscriptLimits(), bytes: Int = 0, lines: Int = 0, omitted: Int = 0) {
        self.limits = limits
        self.bytes = bytes
        self.lines = lines
        self.omitted = omitted
    }

    /// Whether there is room for a line; once there was none, none is taken any more: a transcript has no holes.
    package mutating func takes(_ line: TranscriptLine) -> Bool {
        let size = line.text.utf8.count
        guard omitted == 0, lines < limits.lines, bytes + size <= limits.bytes else {
            omitted += 1
            return false
        }
        lines += 1
        bytes += size
        return true
    }
}
