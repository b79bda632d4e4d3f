/// How a participant's or a room's call went over time, in constant memory.
///
/// Time is cut into at most `bucketLimit` buckets of equal width, which begins at a second and doubles whenever the
/// session outgrows it: a call of four minutes is kept by the second, one of an hour by 16 seconds. What a report says is
/// spread evenly over the time since the one before it.
public struct Timeline: Sendable, Equatable {
    public static let bucketLimit = 240
    /// Seconds of a bucket at first.
    static let firstWidth = 1.0
    /// Seconds over which one report is spread at most: what came before is not known to have been like it.
    static let longestSpread = 60.0

    /// Seconds that a time line spans at most: a hundred years.
    private static let longest = 3.2e9

    /// Seconds of a bucket: a power of two.
    public private(set) var bucketSeconds = Self.firstWidth
    /// ms on the session's clock at which the first bucket begins; `nil` while there is none.
    public private(set) var origin: Double?
    public private(set) var buckets: [TimelineBucket] = []

    public init() {}

    /// Adds what happened between two moments, ms on the session's clock.
    ///
    /// - Parameter origin: where the first bucket begins, if it is not there yet. Time lines of one session share it, so
    ///   that they merge bucket by bucket.
    mutating func add(_ content: TimelineBucket, from begin: Double, to end: Double, origin start: Double) {
        guard !content.isEmpty, begin.isFinite, end.isFinite else { return }
        let origin = self.origin ?? start
        self.origin = origin
        let to = max(0, (end - origin) / 1000)
        let from = min(to, max(0, (begin - origin) / 1000, to - Self.longestSpread))
        guard fits(to) else { return }
        makeRoom(for: to)
        let last = Int(to / bucketSeconds)
        let first = Int(from / bucketSeconds)
        while buckets.count <= last { buckets.append(TimelineBucket()) }
        guard first < last else {
            buckets[last].add(content)
            return
        }
        for place in first...last {
            let low = max(from, Double(place) * bucketSeconds)
            let high = min(to, Double(place + 1) * bucketSeconds)
            guard high > low else { continue }
            buckets[place].add(content, share: Float((high - low) / (to - from)))
        }
    }

    /// Takes in another time line, as if what it was told had been added here. Exact, to rounding, where both have the
    /// same origin; else off by less than a bucket.
    public mutating func merge(_ other: Timeline) {
        guard let theirs = other.origin else { return }
        guard let mine = origin else {
            self = other
            return
        }
        let origin = min(mine, theirs)
        let end = max(mine + 1000 * seconds, theirs + 1000 * other.seconds)
        guard fits((end - origin) / 1000) else { return }
        var other = other
        while other.bucketSeconds < bucketSeconds { other.widen() }
        while bucketSeconds < other.bucketSeconds { widen() }
        makeRoom(for: (end - origin) / 1000)
        while other.bucketSeconds < bucketSeconds { other.widen() }
        move(to: origin)
        other.move(to: origin)
        while buckets.count < other.buckets.count { buckets.append(TimelineBucket()) }
        for (place, bucket) in other.buckets.enumerated() { buckets[place].add(bucket) }
        while buckets.count > Self.bucketLimit { widen() }
    }

    /// Begins at an earlier origin, or at the one it has.
    private mutating func move(to earlier: Double) {
        guard let origin else { return }
        let shift = Int((origin - earlier) / 1000 / bucketSeconds)
        buckets.insert(contentsOf: repeatElement(TimelineBucket(), count: shift), at: 0)
        self.origin = earlier
    }

    private var seconds: Double { Double(buckets.count) * bucketSeconds }

    /// The bucket in which a moment lies, ms on the session's clock.
    public func bucket(at moment: Double) -> TimelineBucket? {
        guard let origin, moment >= origin else { return nil }
        let place = ((moment - origin) / 1000 / bucketSeconds).rounded(.down)
        return place < Double(buckets.count) ? buckets[Int(place)] : nil
    }

    private mutating func makeRoom(for seconds: Double) {
        while seconds >= Double(Self.bucketLimit) * bucketSeconds { widen() }
    }

    /// Whether the time line may become that long: what the clock leapt beyond is no session.
    private func fits(_ seconds: Double) -> Bool { seconds <= Self.longest }

    private mutating func widen() {
        bucketSeconds *= 2
        var half: [TimelineBucket] = []
        half.reserveCapacity(buckets.count / 2 + 1)
        for place in stride(from: 0, to: buckets.count, by: 2) {
            var bucket = buckets[place]
            if place + 1 < buckets.count { bucket.add(buckets[place + 1]) }
            half.append(bucket)
        }
        buckets = half
    }
}

extension Timeline: Carried {
    static var blank: Timeline { Timeline() }

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&origin)
        try archive.carry(&bucketSeconds)
        try archive.carry(&buckets, upTo: Self.bucketLimit)
        try archive.require(bucketSeconds >= Self.firstWidth && bucketSeconds <= Self.longest)
        try archive.require(bucketSeconds.significand == 1 && origin?.isFinite != false)
    }
}
