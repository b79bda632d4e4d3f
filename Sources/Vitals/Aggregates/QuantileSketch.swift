/// Quantiles of a series with a guaranteed relative error of 1 %, in bounded memory, mergeable.
///
/// A DDSketch: values are counted in logarithmic bins, so any quantile is off by at most 1 % of itself whatever the
/// distribution. `merge` adds bin to bin and is exact: the sketch of a whole equals the merge of its parts.
///
/// - Zero and anything below 10⁻⁶ has a bin of its own and comes back as 0.
/// - Values above 10¹² are counted as 10¹².
/// - Negative values, NaN and infinities are refused: `add` returns `false` and nothing changes.
/// - At most `binLimit` bins are kept, which spans a factor of 4 · 10⁸ between the least and greatest value. Beyond it
///   the lowest bins are folded into one: upper quantiles keep the guarantee, those that fall into the folded bin
///   come out too high. `foldedCount` says how many values that concerns.
/// - A bin's count stops at 2³² − 1.
public struct QuantileSketch: Sendable, Equatable {
    /// The most bins that are kept: 4 KiB.
    public static let binLimit = 1024

    public private(set) var count: UInt64 = 0
    /// Values that lie in the lowest bin for want of a bin of their own.
    public private(set) var foldedCount: UInt64 = 0
    private var zeros: UInt64 = 0
    /// Bin number of `bins[0]`.
    private var first: Int32 = 0
    /// Dense from the lowest bin in use to the highest, none while there is no value.
    private var bins: [UInt32] = []

    public init() {}

    /// Counts one value; `false` where it is negative or not finite.
    @discardableResult
    public mutating func add(_ value: Double) -> Bool {
        // By their bits all that is negative or no number is beyond infinity.
        guard value.bitPattern < Double.infinity.bitPattern || value == 0 else { return false }
        count += 1
        if value < LogarithmicBins.smallest {
            zeros += 1
            return true
        }
        let index = LogarithmicBins.index(of: Swift.min(value, LogarithmicBins.largest))
        let offset = Int(index) - Int(first)
        if offset >= 0, offset < bins.count {
            bins[offset].addSaturating(1)
        } else {
            addOutside(index)
        }
        return true
    }

    /// Counts a value whose bin is not among those that are kept so far.
    @inline(never)
    private mutating func addOutside(_ index: Int32) {
        let slot = slot(for: index)
        if slot < 0 { foldedCount += 1 }
        bins[Swift.max(0, slot)].addSaturating(1)
    }

    /// Takes in another sketch, as if its values had been added here.
    public mutating func merge(_ other: QuantileSketch) {
        count += other.count
        zeros += other.zeros
        if bins.isEmpty {
            first = other.first
            foldedCount = other.foldedCount
            // Copied, not shared: the next value added over there should not have to do it.
            bins = Array(unsafeUninitializedCapacity: other.bins.count) { copy, count in
                count = other.bins.withUnsafeBufferPointer { copy.initialize(fromContentsOf: $0) }
            }
            return
        }
        let offset = Int(other.first) - Int(first)
        if offset >= 0, offset + other.bins.count <= bins.count { return addWithin(other, at: offset) }
        // From the top, so that the window has settled when the lowest bins come.
        for offset in other.bins.indices.reversed() where other.bins[offset] > 0 {
            let slot = slot(for: other.first + Int32(offset))
            if slot < 0 {
                foldedCount += UInt64(other.bins[offset])
            } else if offset == 0 {
                foldedCount += other.foldedCount
            }
            bins[Swift.max(0, slot)].addSaturating(other.bins[offset])
        }
    }

    /// Takes in a sketch whose bins are all among those that are kept.
    private mutating func addWithin(_ other: QuantileSketch, at offset: Int) {
        if let lowest = other.bins.first, lowest > 0 { foldedCount += other.foldedCount }
        bins.withUnsafeMutableBufferPointer { bins in
            other.bins.withUnsafeBufferPointer { others in
                for place in others.indices { bins[offset + place].addSaturating(others[place]) }
            }
        }
    }

    /// The value below which the share `quantile` (0…1) of the series lies: the sample of rank ⌊q · (n − 1)⌋, within 1 %.
    ///
    /// `nil` for an empty series.
    public func value(at quantile: Double) -> Double? {
        guard count > 0 else { return nil }
        let rank = UInt64(Swift.min(1, Swift.max(0, quantile)) * Double(count - 1))
        guard rank >= zeros else { return 0 }
        var seen = zeros
        for (offset, number) in bins.enumerated() {
            seen += UInt64(number)
            if seen > rank { return LogarithmicBins.representative(of: first + Int32(offset)) }
        }
        return bins.isEmpty ? 0 : LogarithmicBins.representative(of: first + Int32(bins.count - 1))
    }

    /// How many values lie at or below each edge.
    ///
    /// A value within 1 % of an edge may be counted on either side of it, always on the same. Where the lowest bins have
    /// been folded, their values count from where the folded bin lies, so a count may fall when that happens.
    ///
    /// - Parameter edges: rising.
    /// - Returns: as many counts, which never fall from one edge to the next.
    public func counts(upTo edges: [Double]) -> [UInt64] {
        var seen = zeros
        var offset = 0
        return edges.map { edge in
            guard edge >= 0 else { return 0 }
            let last = LogarithmicBins.last(upTo: edge)
            while offset < bins.count, let last, first + Int32(offset) <= last {
                seen += UInt64(bins[offset])
                offset += 1
            }
            return seen
        }
    }

    /// How many bins are kept now.
    public var binCount: Int { bins.count }

    /// The place of a bin in `bins`, which grows or folds for it; negative where the bin lies below what may be kept.
    private mutating func slot(for index: Int32) -> Int {
        if bins.isEmpty {
            first = index
            bins = [0]
            return 0
        }
        let offset = Int(index) - Int(first)
        if offset >= bins.count {
            let excess = offset + 1 - Self.binLimit
            if excess > 0 { foldLowest(excess) }
            let place = Int(index) - Int(first)
            growUp(to: place + 1)
            return place
        }
        if offset < 0 {
            let room = Self.binLimit - bins.count
            guard -offset <= room else {
                if room > 0 { growDown(by: room) }
                return -1
            }
            growDown(by: Swift.min(room, -offset + Self.spareBins))
            return Int(index) - Int(first)
        }
        return offset
    }

    /// Bins of room that are made beyond what is needed, so that a series that rises or falls does not move them at each
    /// value. Twice as many, as an array would have it by itself, is memory that most sketches never use.
    private static let spareBins = 7

    private mutating func growUp(to number: Int) {
        if bins.capacity < number { bins.reserveCapacity(Swift.min(Self.binLimit, number + Self.spareBins)) }
        while bins.count < number { bins.append(0) }
    }

    private mutating func growDown(by number: Int) {
        bins = Array(unsafeUninitializedCapacity: bins.count + number) { grown, count in
            count = bins.count + number
            grown[..<number].initialize(repeating: 0)
            _ = grown[number...].initialize(fromContentsOf: bins)
        }
        first -= Int32(number)
    }

    private mutating func foldLowest(_ number: Int) {
        let gone = Swift.min(number, bins.count - 1)
        var total: UInt32 = 0
        for bin in bins[0..<gone] { total.addSaturating(bin) }
        bins.removeFirst(gone)
        first += Int32(gone)
        bins[0].addSaturating(total)
        // What was folded before lies in the bins that go, so this is all there is.
        foldedCount = UInt64(total)
        if number > gone {
            // A leap beyond the whole window: the last bin moves up to the window's new foot.
            first += Int32(number - gone)
            foldedCount = UInt64(bins[0])
        }
    }
}

extension QuantileSketch {
    /// Sketches are equal when they hold the same counts, whatever spare room their windows have.
    public static func == (left: QuantileSketch, right: QuantileSketch) -> Bool {
        guard left.count == right.count, left.zeros == right.zeros, left.foldedCount == right.foldedCount else {
            return false
        }
        return left.occupied.elementsEqual(right.occupied, by: ==)
    }

    private var occupied: some Sequence<(Int32, UInt32)> {
        bins.enumerated().lazy.filter { $0.element > 0 }.map { (first + Int32($0.offset), $0.element) }
    }
}

extension UInt32 {
    fileprivate mutating func addSaturating(_ other: UInt32) {
        let sum = self &+ other
        self = sum < other ? .max : sum
    }
}

extension QuantileSketch: Carried {
    static var blank: QuantileSketch { QuantileSketch() }

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&count)
        try archive.carry(&foldedCount)
        try archive.carry(&zeros)
        var offset = UInt64(Int64(first) + Self.offset)
        try archive.carry(&offset)
        try archive.require(offset <= UInt64(2 * Self.offset))
        first = Int32(Int64(offset) - Self.offset)
        try archive.carry(&bins, upTo: Self.binLimit)
    }

    /// Makes bin numbers positive; none is further from 0.
    private static let offset: Int64 = 1 << 16
}
