import Vitals
import WireText

extension Verdict {
    /// Characters of the sentence; the longest name has 256 bytes.
    private static let textLimit = 1_000

    /// Level and text only: a list's row.
    func writeBrief(to text: inout JSONText) {
        text.member("level", level.rawValue)
        // For people, and so for terminals: of the names in it only what can be printed. `identity` has them as they are.
        text.member("text", sentence.printable(limit: Self.textLimit))
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
