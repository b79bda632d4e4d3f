/// A recording's own time, told by its lines: moves on with them and believes no single line that leaps.
struct RecordingClock: Sendable {
    /// ms: a step beyond it, or backwards, is believed only when a second line agrees.
    private static let longestStep: Double = 3_600_000
    private static let latest: Double = 1e13

    /// ms since 1970; `nil` before the first time was told.
    private(set) var now: Double?
    private var lastTold: Double = 0
    private var outlier: Double = 0

    /// Takes in the time of a line, ms since 1970; what is no time is left out.
    mutating func tell(_ time: Double?) {
        guard let time, time > 0, time < Self.latest else { return }
        guard let now else {
            self.now = time
            lastTold = time
            return
        }
        let step = time - lastTold
        // Lines of several senders are never quite in order.
        if step <= 0, step > -Self.longestStep { return }
        if step > Self.longestStep || step <= -Self.longestStep {
            defer { outlier = time }
            guard outlier != 0, abs(time - outlier) <= Self.longestStep else { return }
        }
        // A clock that was set back has told nothing of how long that took.
        self.now = now + max(0, step)
        lastTold = time
        outlier = 0
    }
}
