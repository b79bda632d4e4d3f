/// How much of the time the readings speak for, each moment counted once however many tracks speak for it.
struct CoverageClock: Sendable, Equatable {
    private(set) var seconds: Double = 0
    /// Seconds from the first entry to the last on the participant's own clock, without leaps of that clock.
    private(set) var span: Double = 0
    private var last: Double = 0
    private var coveredUntil: Double = 0

    /// An entry was accepted at `timestamp`, ms.
    mutating func see(_ timestamp: Double) {
        defer { if timestamp > last || last - timestamp > StreamClock.longestInterval { last = timestamp } }
        guard last != 0, timestamp > last, timestamp - last <= StreamClock.longestInterval else { return }
        span += (timestamp - last) / 1000
    }

    /// A reading covers the `length` seconds before `end`, ms.
    mutating func cover(until end: Double, seconds length: Double) {
        // A clock that was set back begins anew.
        if coveredUntil - end > StreamClock.longestInterval { coveredUntil = 0 }
        let from = max(coveredUntil, end - length * 1000)
        guard end > from else { return }
        seconds += (end - from) / 1000
        coveredUntil = end
    }
}

extension CoverageClock: Carried {
    static var blank: CoverageClock { CoverageClock() }

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&seconds)
        try archive.carry(&span)
        try archive.carry(&last)
        try archive.carry(&coveredUntil)
    }
}
