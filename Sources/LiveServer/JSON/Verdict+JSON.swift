import Vitals

extension Verdict {
    /// Level and text only: a list's row.
    func writeBrief(to text: inout JSONText) {
        text.member("level", level.rawValue)
        text.member("text", sentence)
    }

    func write(to text: inout JSONText) {
        writeBrief(to: &text)
        text.member("identity", identity)
        text.member("metric", cause?.metric.rawValue)
        text.member("side", cause?.direction.side)
        text.member("value", cause?.value)
        text.member("for_seconds", seconds)
    }
}

extension Direction {
    /// Seen from the participant.
    var side: String { self == .uplink ? "sent" : "received" }
}
