/// How much of the time the readings speak for, each moment counted once however many tracks speak for it.
struct CoverageClock: Sendable, Equatable {
    private(set) var seconds: Double = 0
    /// Seconds from the first entry to the last, on the participant's own clock.
    var span: Double { last > first ? (last - first) / 1000 : 0 }
    private var first: Double = 0
    private var last: Double = 0
    private var coveredUntil: Double = 0

    /// An entry was accepted at `timestamp`, ms.
    mutating func see(_ timestamp: Double) {
        if first == 0 || timestamp < first { first = timestamp }
        last = max(last, timestamp)
    }

    /// A reading covers the `length` seconds before `end`, ms.
    mutating func cover(until end: Double, seconds length: Double) {
        let from = max(coveredUntil, end - length * 1000)
        guard end > from else { return }
        seconds += (end - from) / 1000
        coveredUntil = end
    }
}
