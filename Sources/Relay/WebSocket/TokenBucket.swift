/// Limits a rate: so many at once, so many a second. Time is monotonic and starts anywhere.
struct TokenBucket: Sendable {
    private let perSecond: Double
    private let burst: Double
    private var level: Double
    private var lastTime: Duration

    init(perSecond: Double, burst: Double, now: Duration) {
        // Nothing a second would be a wait for ever.
        self.perSecond = max(perSecond, 0.001)
        self.burst = max(burst, 1)
        self.level = self.burst
        self.lastTime = now
    }

    /// What has been spent beyond the burst.
    var debt: Double { max(0, -level) }

    /// Spends one. What is already there cannot be sent back, so the level may fall below zero.
    mutating func spend(now: Duration) {
        if now > lastTime {
            level = min(burst, level + perSecond * ((now - lastTime) / .seconds(1)))
            lastTime = now
        }
        level -= 1
    }

    /// How long until the bucket is level again.
    var timeUntilLevel: Duration { .seconds(debt / perSecond) }
}
