/// How one metric was distributed over a track's, a participant's or a room's readings.
public struct Spread: Sendable, Equatable {
    /// Of the readings, each counted once.
    public private(set) var moments = Moments()
    /// Of the readings, each counted once.
    public private(set) var sketch = QuantileSketch()
    /// Σ value · weight.
    private(set) var sum: Double = 0
    /// Σ weight: seconds for a rate, the count for a measurement.
    public private(set) var weight: Double = 0

    public init() {}

    /// Adds one reading.
    ///
    /// - Parameter weight: the seconds it stands for, or 1 for a measurement at one moment.
    public mutating func add(_ value: Double, weight: Double = 1) {
        guard sketch.add(value) else { return }
        moments.add(value)
        sum += value * weight
        self.weight += weight
    }

    /// Takes in the readings of another spread.
    public mutating func merge(_ other: Spread) {
        guard other.count > 0 else { return }
        moments.merge(other.moments)
        sketch.merge(other.sketch)
        sum += other.sum
        weight += other.weight
    }

    static func merged(_ left: Spread, _ right: Spread) -> Spread {
        var both = left
        both.merge(right)
        return both
    }

    /// The mean of two together, as of both merged.
    static func mean(_ left: Spread, _ right: Spread) -> Double? {
        let weight = left.weight + right.weight
        return weight > 0 ? (left.sum + right.sum) / weight : nil
    }

    public var count: UInt64 { moments.count }

    /// The mean by weight: for a rate Σ amount / Σ seconds; `nil` without a reading.
    public var mean: Double? { weight > 0 ? sum / weight : nil }

    /// A quantile within 1 %, never outside the extremes that were seen.
    public func quantile(_ share: Double) -> Double? {
        sketch.value(at: share).map { min(max($0, moments.minimum), moments.maximum) }
    }
}

extension Spread: Carried {
    static var blank: Spread { Spread() }

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&moments)
        try archive.carry(&sketch)
        try archive.carry(&sum)
        try archive.carry(&weight)
    }
}
