import TestSupport

extension SeededGenerator {
    /// Uniform in 0..<1.
    mutating func unit() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }
}
