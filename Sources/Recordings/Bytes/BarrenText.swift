/// How far a reading has come: bytes of text, and the bytes of the file that they were.
struct TextMark: Sendable, Equatable {
    var text: UInt64 = 0
    /// Compressed bytes where the file is compressed.
    var stored: UInt64 = 0
}

/// Says when text in which nothing can be read has gone on for too long.
struct BarrenText: Sendable {
    enum Verdict: Equatable {
        /// Nothing at all could be read in it.
        case unreadable
        /// It is that much because the file expanded beyond `RecordingLimits.expansionRatio`.
        case expanded
    }

    private let limits: RecordingLimits
    /// Where the last readable line came from; `nil` before the first.
    private var lastReadable: TextMark?

    init(limits: RecordingLimits) { self.limits = limits }

    /// A line that came with the text up to this mark was readable: the bounds start again.
    mutating func noteReadable(at mark: TextMark) { lastReadable = mark }

    /// To be asked before more text is read than that up to the mark.
    func verdict(at mark: TextMark) -> Verdict? {
        guard let last = lastReadable else {
            guard mark.text > UInt64(limits.probeBytes) else { return nil }
            return hasExpanded(since: TextMark(), to: mark) ? .expanded : .unreadable
        }
        guard mark.text &- last.text > UInt64(limits.expansionGraceBytes) else { return nil }
        return hasExpanded(since: last, to: mark) ? .expanded : nil
    }

    /// Whether text is out of proportion to its compressed form; never where it is plain.
    private func hasExpanded(since last: TextMark, to mark: TextMark) -> Bool {
        (mark.text &- last.text) / UInt64(limits.expansionRatio) > mark.stored &- last.stored
    }
}
