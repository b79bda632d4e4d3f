/// Count, mean, variance and extremes of a series, in constant memory.
///
/// Welford's update, and for `merge` the pairwise form of Chan, Golub and LeVeque (1979): both keep their precision
/// where the mean is large against the spread, and over 10⁹ values.
public struct Moments: Sendable, Equatable {
    public private(set) var count: UInt64 = 0
    /// Plain mean of the values; 0 while `count` is 0.
    public private(set) var mean: Double = 0
    public private(set) var minimum: Double = .infinity
    public private(set) var maximum: Double = -.infinity
    private var squaredDeviations: Double = 0

    public init() {}

    /// Adds one finite value; the caller has ruled out NaN and infinities.
    public mutating func add(_ value: Double) {
        count += 1
        let deviation = value - mean
        // No count needs its highest bit, and numbers with a sign are converted at once.
        mean += deviation / Double(Int64(truncatingIfNeeded: count))
        squaredDeviations += deviation * (value - mean)
        minimum = Swift.min(minimum, value)
        maximum = Swift.max(maximum, value)
    }

    /// Takes in another series, as if its values had been added here.
    public mutating func merge(_ other: Moments) {
        guard other.count > 0 else { return }
        guard count > 0 else {
            self = other
            return
        }
        let total = Double(count) + Double(other.count)
        let distance = other.mean - mean
        let share = Double(other.count) / total
        squaredDeviations += other.squaredDeviations + distance * distance * Double(count) * share
        mean += distance * share
        count += other.count
        minimum = Swift.min(minimum, other.minimum)
        maximum = Swift.max(maximum, other.maximum)
    }

    /// Sample variance (divisor n − 1); `nil` below two values.
    public var variance: Double? {
        count > 1 ? Swift.max(0, squaredDeviations / Double(count - 1)) : nil
    }

    /// Square root of `variance`; 0 for a single value, `nil` for none.
    public var standardDeviation: Double? {
        count == 0 ? nil : (variance ?? 0).squareRoot()
    }
}

extension Moments: Carried {
    static var blank: Moments { Moments() }

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&count)
        try archive.carry(&mean)
        try archive.carry(&minimum)
        try archive.carry(&maximum)
        try archive.carry(&squaredDeviations)
    }
}
