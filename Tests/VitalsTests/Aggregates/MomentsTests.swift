import TestSupport
import Testing

@testable import Vitals

@Suite struct MomentsTests {
    /// Two passes over whole numbers, whose sums are exact.
    static func exactVariance(_ values: [Int]) -> Double {
        let count = values.count
        // n Σx² − (Σx)² with x taken from the first value, so that nothing overflows or rounds.
        let shifted = values.map { $0 - values[0] }
        let total = shifted.reduce(0, +)
        let squares = shifted.reduce(0) { $0 + $1 * $1 }
        return Double(count * squares - total * total) / Double(count) / Double(count - 1)
    }

    @Test("variance holds at a large offset", arguments: [0, 1_000_000, 1_000_000_000, 1_000_000_000_000])
    func varianceHoldsAtLargeOffsets(offset: Int) throws {
        var generator = SeededGenerator(seed: 5)
        let values = (0..<10_000).map { _ in offset + Int.random(in: 0..<100, using: &generator) }
        var moments = Moments()
        for value in values { moments.add(Double(value)) }
        let exact = Self.exactVariance(values)
        let variance = try #require(moments.variance)
        #expect(abs(variance - exact) <= exact * 1e-6)
        #expect(abs(moments.mean - Double(values.reduce(0, +)) / 10_000) <= 1e-3)
    }

    @Test("the merge of parts equals the whole to rounding", arguments: [0.0, 1e9])
    func mergeOfPartsEqualsTheWhole(offset: Double) throws {
        var generator = SeededGenerator(seed: 6)
        var whole = Moments()
        var parts = Array(repeating: Moments(), count: 9)
        for _ in 0..<5000 {
            let value = offset + 300 * generator.unit()
            whole.add(value)
            parts[Int.random(in: 0..<8, using: &generator)].add(value)
        }
        var merged = Moments()
        for part in parts { merged.merge(part) }
        #expect(merged.count == whole.count)
        #expect(merged.minimum == whole.minimum)
        #expect(merged.maximum == whole.maximum)
        #expect(abs(merged.mean - whole.mean) <= whole.mean * 1e-12)
        let expected = try #require(whole.variance)
        let variance = try #require(merged.variance)
        #expect(abs(variance - expected) <= expected * 1e-6)
    }

    @Test func fewValuesHaveNoVariance() {
        var moments = Moments()
        #expect(moments.standardDeviation == nil)
        moments.add(7)
        #expect(moments.variance == nil)
        #expect(moments.standardDeviation == 0)
        moments.add(9)
        #expect(moments.variance == 2)
    }
}
