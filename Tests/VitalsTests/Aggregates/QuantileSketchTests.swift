import Foundation
import TestSupport
import Testing

@testable import Vitals

@Suite struct QuantileSketchTests {
    enum Distribution: String, CaseIterable {
        case constant, uniform, exponential, normal, lognormal, pareto, bimodal, falling

        func sample(_ number: Int, seed: UInt64) -> [Double] {
            var generator = SeededGenerator(seed: seed)
            func gauss() -> Double {
                (-2 * log(1 - generator.unit())).squareRoot() * cos(2 * .pi * generator.unit())
            }
            return (0..<number).map { index in
                switch self {
                case .constant: 812.44
                case .uniform: 5000 * generator.unit()
                case .exponential: -40 * log(1 - generator.unit())
                case .normal: max(0, 800 + 120 * gauss())
                case .lognormal: exp(3 + 1.5 * gauss())
                case .pareto: 10 * pow(1 - generator.unit(), -1 / 1.5)
                case .bimodal: generator.unit() < 0.4 ? 0 : 1500 + 50 * gauss()
                case .falling: 100_000 / Double(index + 1)
                }
            }
        }
    }

    static let quantiles = [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1]

    @Test("every quantile lies within 1 % of the exact one", arguments: Distribution.allCases)
    func everyQuantileIsWithinOnePercent(distribution: Distribution) {
        for number in [1, 2, 10, 1000, 20_000] {
            let values = distribution.sample(number, seed: UInt64(number))
            var sketch = QuantileSketch()
            for value in values { sketch.add(value) }
            #expect(sketch.count == UInt64(number))
            let sorted = values.sorted()
            for quantile in Self.quantiles {
                let exact = sorted[Int(quantile * Double(number - 1))]
                let estimate = sketch.value(at: quantile) ?? -1
                #expect(
                    abs(estimate - exact) <= exact * 0.01 * 1.000001, "\(quantile) of \(number): \(estimate), \(exact)")
            }
        }
    }

    @Test("counts up to an edge lie between those of edges 1 % below and above", arguments: Distribution.allCases)
    func countsUpToAnEdge(distribution: Distribution) {
        let values = distribution.sample(5000, seed: 3)
        var sketch = QuantileSketch()
        for value in values { sketch.add(value) }
        var edges = [-1, 0, 1e-9, 1e-6]
        for power in -20...60 { edges.append(1.7 * exp(0.5 * Double(power))) }
        edges += [1e12, 1e300, .infinity]
        let counts = sketch.counts(upTo: edges)
        #expect(counts.count == edges.count)
        #expect(counts.first == 0 && counts.last == 5000)
        #expect(zip(counts, counts.dropFirst()).allSatisfy { $0 <= $1 })
        for (edge, count) in zip(edges, counts) where edge > 1e-6 {
            #expect(count >= UInt64(values.count { $0 <= edge * 0.98999 }), "\(edge)")
            #expect(count <= UInt64(values.count { $0 <= edge * 1.01001 }), "\(edge)")
        }
        #expect(counts[1] == UInt64(values.count { $0 < 1e-6 }))
    }

    @Test("every bin's representative is within 1 % of both of its edges")
    func everyBinIsNarrowEnough() {
        var value = LogarithmicBins.smallest
        while value < LogarithmicBins.largest {
            let representative = LogarithmicBins.representative(of: LogarithmicBins.index(of: value))
            #expect(abs(representative - value) <= value * 0.0100001)
            value *= 1.0007
        }
    }

    @Test("the merge of parts equals the whole, in any order", arguments: Distribution.allCases)
    func mergeOfPartsEqualsTheWhole(distribution: Distribution) {
        var generator = SeededGenerator(seed: 7)
        let values = distribution.sample(5000, seed: 3)
        var whole = QuantileSketch()
        var parts = Array(repeating: QuantileSketch(), count: 7)
        for value in values {
            whole.add(value)
            parts[Int.random(in: 0..<7, using: &generator)].add(value)
        }
        parts.shuffle(using: &generator)
        var merged = QuantileSketch()
        for part in parts { merged.merge(part) }
        #expect(merged == whole)
        for quantile in Self.quantiles { #expect(merged.value(at: quantile) == whole.value(at: quantile)) }
    }

    @Test("at the bin limit the lowest bins fold, upper quantiles hold, and merging stays exact")
    func atTheLimitTheLowestBinsFold() {
        var generator = SeededGenerator(seed: 11)
        // Eighteen decades: more than the limit spans.
        let values = (0..<20_000).map { _ in pow(10, -6 + 18 * generator.unit()) }
        var whole = QuantileSketch()
        var parts = Array(repeating: QuantileSketch(), count: 5)
        for (index, value) in values.enumerated() {
            whole.add(value)
            parts[index % 5].add(value)
        }
        #expect(whole.binCount == QuantileSketch.binLimit)
        #expect(whole.foldedCount > 0)
        var merged = QuantileSketch()
        for part in parts.reversed() { merged.merge(part) }
        #expect(merged == whole)
        let sorted = values.sorted()
        for quantile in [0.6, 0.9, 0.99] {
            let exact = sorted[Int(quantile * 19_999)]
            #expect(abs((whole.value(at: quantile) ?? 0) - exact) <= exact * 0.01001)
        }
        #expect((whole.value(at: 0) ?? 0) > sorted[0])
    }

    @Test("a leap beyond the whole window keeps every value counted")
    func aLeapBeyondTheWindow() {
        var sketch = QuantileSketch()
        for _ in 0..<3 { sketch.add(0.001) }
        sketch.add(1e12)
        #expect(sketch.count == 4)
        #expect(sketch.foldedCount == 3)
        #expect(abs((sketch.value(at: 1) ?? 0) - 1e12) <= 1e10)
    }

    @Test("zero and the smallest values come back as 0", arguments: [0.0, -0.0, 1e-7, .leastNonzeroMagnitude])
    func zeroesAreCounted(value: Double) {
        var sketch = QuantileSketch()
        let wasTaken = sketch.add(value)
        #expect(wasTaken)
        #expect(sketch.count == 1)
        #expect(sketch.value(at: 0.5) == 0)
    }

    @Test("negative, infinite and undefined values are refused", arguments: [-1, -1e-9, .infinity, -.infinity, .nan])
    func impossibleValuesAreRefused(value: Double) {
        var sketch = QuantileSketch()
        sketch.add(5)
        let before = sketch
        let wasTaken = sketch.add(value)
        #expect(!wasTaken)
        #expect(sketch == before)
    }

    @Test func anEmptySketchHasNoQuantile() {
        #expect(QuantileSketch().value(at: 0.5) == nil)
    }

    @Test("the greatest double is counted with the largest values")
    func hugeValuesAreCounted() {
        var sketch = QuantileSketch()
        let wasTaken = sketch.add(.greatestFiniteMagnitude)
        #expect(wasTaken)
        #expect(abs((sketch.value(at: 0.5) ?? 0) - 1e12) <= 1e10)
    }
}
