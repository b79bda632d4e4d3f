/// The mapping between positive values and the numbered bins of a quantile sketch.
///
/// Bin edges grow so that any value in a bin lies within 1 % of the bin's representative. The binary logarithm is
/// replaced by a cubic between powers of two, as DDSketch has it (Masson, Rim, Lee, "DDSketch: A Fast and
/// Fully-Mergeable Quantile Sketch with Relative-Error Guarantees", VLDB 2019): no call into libm, the same bins on
/// every machine, and under 1 % more of them than with the true logarithm.
enum LogarithmicBins {
    /// The guaranteed relative error.
    static let relativeError = 0.01
    /// Below this a value counts as zero: no rate, time or share that is reported here has meaning under a millionth.
    static let smallest = 1e-6
    /// Above this a value is counted in the last bin: a terabit a second, or 30 years in ms.
    static let largest = 1e12

    /// `cubic(s)` rises from 0 to 1 as the significand's fraction does, with derivative 10/7 at 0.
    private static let a = 6.0 / 35
    private static let b = -3.0 / 5
    private static let c = 10.0 / 7

    /// Bins per power of two. The cubic is flattest against the natural logarithm at s = 0, where d cubic / d ln x is
    /// 10/7; with ln γ for γ = (1 + 0.01) / (1 − 0.01) this makes every bin at most γ wide.
    private static let binsPerOctave = 0.7 / 0.020000666706669543

    /// 3 · 2^51: it and all within 2^51 of it are whole numbers of the same exponent.
    private static let farFromZero = 6_755_399_441_055_744.0

    /// The bin of a value in `smallest...largest`.
    @inline(__always)
    static func index(of value: Double) -> Int32 {
        // By their bits: the accessors of `Double` and `rounded` are calls, and every reading asks several times.
        let bits = value.bitPattern
        let exponent = Int32(truncatingIfNeeded: bits >> 52) - 1023
        let fraction = Double(bitPattern: bits & 0xF_FFFF_FFFF_FFFF | 0x3FF0_0000_0000_0000) - 1
        let logarithm = ((a * fraction + b) * fraction + c) * fraction + Double(exponent)
        let position = logarithm * binsPerOctave
        // Far from zero numbers go by ones, so that the nearest whole one is in the low bits; it may lie above.
        let shifted = position + Self.farFromZero
        let nearest = Int32(truncatingIfNeeded: shifted.bitPattern)
        return shifted - Self.farFromZero > position ? nearest - 1 : nearest
    }

    /// The value within 1 % of everything in the bin: the harmonic mean of its edges.
    static func representative(of index: Int32) -> Double {
        let low = edge(of: index)
        let high = edge(of: index + 1)
        return 2 * low * high / (low + high)
    }

    /// The last bin whose representative is not above `value`; `nil` where none is.
    static func last(upTo value: Double) -> Int32? {
        guard value >= smallest else { return nil }
        let index = index(of: min(value, largest))
        return value >= largest || representative(of: index) <= value ? index : index - 1
    }

    /// The bin's lower edge: the inverse of the cubic, by Newton's method, which converges because the cubic is
    /// rising and concave over 0…1.
    private static func edge(of index: Int32) -> Double {
        let logarithm = Double(index) / binsPerOctave
        let exponent = logarithm.rounded(.down)
        let target = logarithm - exponent
        var fraction = target
        for _ in 0..<8 {
            let value = ((a * fraction + b) * fraction + c) * fraction - target
            let slope = (3 * a * fraction + 2 * b) * fraction + c
            fraction -= value / slope
        }
        return Double(sign: .plus, exponent: Int(exponent), significand: 1 + fraction)
    }
}
