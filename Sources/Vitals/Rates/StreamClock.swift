/// The time line of one stream: tells a new interval from a late, a doubled and a misdated entry.
///
/// All times are the entries' own `timestamp`s, ms since 1970; arrival never counts.
struct StreamClock: Sendable, Equatable {
    /// Entries closer than this to the base line are held back: rates over so short a time are noise.
    static let shortestInterval: Double = 50
    /// An interval longer than this is not believed at first sight.
    static let longestInterval: Double = 3_600_000
    /// A gap is an interval of this many times the usual length.
    static let gapFactor: Double = 3

    enum Step: Equatable {
        /// Not newer than the base line. Where counters went on nevertheless, the next entry may agree that time did.
        case stale
        /// Too close to the base line, which stays.
        case held
        /// More than an hour away from the base line: refused, unless the next entry agrees with it.
        case absurd
        /// A second entry agrees that time has moved on (a laptop slept, a clock was set): a new base line.
        case rebased
        case interval(milliseconds: Double, isGap: Bool)
    }

    private(set) var baseLine: Double
    /// Running mean of the intervals' lengths; 0 before the first.
    private var usual: Double = 0
    /// The last entry that was refused for its time; 0 for none.
    private var outlier: Double = 0

    init(baseLine: Double) {
        self.baseLine = baseLine
    }

    /// Judges an entry's time and, for `rebased` and `interval`, moves the base line there.
    ///
    /// - Parameter hasProgressed: whether the entry's counters are beyond the base line's.
    @inline(__always)
    mutating func step(to timestamp: Double, hasProgressed: Bool) -> Step {
        let elapsed = timestamp - baseLine
        // Late and doubled entries have counters of the past. Where they went on, the clock was set back.
        if elapsed <= 0, !hasProgressed { return .stale }
        if elapsed <= 0 || elapsed > Self.longestInterval {
            defer { outlier = timestamp }
            guard outlier != 0, timestamp > outlier, timestamp - outlier <= Self.longestInterval else {
                return abs(elapsed) > Self.longestInterval ? .absurd : .stale
            }
            self = StreamClock(baseLine: timestamp)
            return .rebased
        }
        guard elapsed >= Self.shortestInterval else { return .held }
        outlier = 0
        let isGap = usual > 0 && elapsed >= Self.gapFactor * usual
        // A gap says nothing about the poller's pace, so it moves the mean no further than a doubled interval would.
        usual = usual == 0 ? elapsed : usual + (min(elapsed, 2 * usual) - usual) / 8
        baseLine = timestamp
        return .interval(milliseconds: elapsed, isGap: isGap)
    }
}

extension StreamClock: Carried {
    static var blank: StreamClock { StreamClock(baseLine: 0) }

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&baseLine)
        try archive.carry(&usual)
        try archive.carry(&outlier)
    }
}
