import WireText

/// A line on the terminal that says how far a long reading is; silent where standard error is none.
package struct ProgressBar: ~Copyable {
    /// Drawn at most this often, in seconds.
    private static let pace = 0.1
    private static let barWidth = 30

    private let isShown: Bool
    private var lastDrawn: Double = 0
    private var hasDrawn = false

    package init(isShown: Bool = Console.canRedraw) {
        self.isShown = isShown
    }

    /// - Parameters:
    ///   - share: 0…1, `nil` where the whole is not known.
    ///   - now: seconds on a monotonic clock.
    package mutating func show(_ name: String, read: UInt64, share: Double?, at now: Double) {
        guard isShown, now - lastDrawn >= Self.pace else { return }
        lastDrawn = now
        hasDrawn = true
        let bar: String
        if let share {
            let full = Int(min(1, max(0, share)) * Double(Self.barWidth))
            bar =
                "[" + String(repeating: "#", count: full) + String(repeating: ".", count: Self.barWidth - full) + "] "
                + decimal(share * 100, 0) + " %"
        } else {
            bar = decimal(Double(read) / 1_048_576, 1) + " MiB read"
        }
        let line = "\(bar)  \(name.printable(limit: 40))".clipped(to: Console.width - 1)
        Console.draw("\r\u{1B}[K" + line)
    }

    /// Wipes the line, for whatever comes next.
    package mutating func clear() {
        guard hasDrawn else { return }
        hasDrawn = false
        Console.draw("\r\u{1B}[K")
    }
}
