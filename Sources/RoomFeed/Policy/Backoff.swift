/// How long to wait before connecting again: exponential with full jitter.
///
/// The n-th wait is drawn evenly from 0 up to `initial · factor^n`, never beyond `cap`. Full jitter spreads a
/// thousand bots that lost the same server over the whole wait, rather than have them come back together.
package struct Backoff: Sendable, Equatable {
    package var initial: Duration
    package var factor: Int
    package var cap: Duration
    /// A connection that stayed up this long makes the next wait the first one again.
    package var stableAfter: Duration
    private var limit: Duration?

    package init(
        initial: Duration = .milliseconds(500), factor: Int = 2, cap: Duration = .seconds(8),
        stableAfter: Duration = .seconds(2)
    ) {
        self.initial = initial
        self.factor = max(1, factor)
        self.cap = cap
        self.stableAfter = stableAfter
    }

    /// The longest that the next wait can be.
    package var nextLimit: Duration { min(limit ?? initial, cap) }

    package mutating func next(using generator: inout some RandomNumberGenerator) -> Duration {
        let current = nextLimit
        limit = min(current * factor, cap)
        return .nanoseconds(Int64.random(in: 0...max(0, current.wholeNanoseconds), using: &generator))
    }

    package mutating func reset() { limit = nil }

    /// Forgets earlier failures if the connection that ended now was a lasting one.
    package mutating func connectionEnded(after uptime: Duration) {
        if uptime >= stableAfter { reset() }
    }
}
