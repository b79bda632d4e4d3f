/// When to ping, and when silence means that the connection is dead.
///
/// A half-open connection takes what is sent without complaint, so only hearing something proves life. Anything
/// heard counts, pongs included. Times are nanoseconds of the monotonic clock.
package struct Heartbeat: Sendable, Equatable {
    package enum Verdict: Sendable, Equatable {
        /// Look again at this time at the latest.
        case quiet(until: UInt64)
        case ping
        case dead
    }

    /// Never more than half the timeout, so that an answer has time to arrive.
    package private(set) var interval: UInt64
    package private(set) var timeout: UInt64
    private var lastHeard: UInt64
    private var lastPing: UInt64
    private var lastLook: UInt64

    package init(interval: Duration, timeout: Duration, now: UInt64) {
        (self.interval, self.timeout) = Self.limits(interval, timeout)
        (lastHeard, lastPing, lastLook) = (now, now, now)
    }

    package mutating func setLimits(interval: Duration, timeout: Duration) {
        (self.interval, self.timeout) = Self.limits(interval, timeout)
    }

    package mutating func heard(at now: UInt64) { lastHeard = now }

    /// To be called at least every quarter of the timeout; a longer pause is this process's own (suspended,
    /// starved), and what the server sent meanwhile has not been read: then silence is counted afresh.
    package mutating func look(at now: UInt64) -> Verdict {
        if now &- lastLook >= timeout / 2 { lastHeard = now }
        lastLook = now
        let deadline = lastHeard &+ timeout
        if now >= deadline { return .dead }
        if now >= lastPing &+ interval {
            lastPing = now
            return .ping
        }
        return .quiet(until: min(deadline, lastPing &+ interval, now &+ timeout / 4))
    }

    private static func limits(_ interval: Duration, _ timeout: Duration) -> (UInt64, UInt64) {
        let timeout = max(2_000_000, timeout.clockNanoseconds)
        return (min(max(1_000_000, interval.clockNanoseconds), timeout / 2), timeout)
    }
}
