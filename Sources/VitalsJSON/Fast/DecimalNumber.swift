import CScan

/// A decimal number without exponent as it stands in a text, and the double nearest to it.
struct DecimalNumber {
    /// The digits as a whole number, 19 of them at most.
    var digits: UInt64
    /// How many of them stand behind the point.
    var scale: Int

    /// Correctly rounded, half to even; `nil` where that takes more than 128 bits.
    @inline(__always)
    var nearest: Double? {
        if scale == 0 { return Double(digits) }
        if digits <= 1 << 53, scale <= 22 {
            // Both exact, so that the quotient is rounded once (Clinger, "How to read floating point numbers accurately").
            return Double(digits) / scan_exact_power_of_ten(UInt32(scale))
        }
        return scale <= 19 ? quotient : nil
    }

    /// digits / 10^scale by a division of 128 by 64 bits: the quotient has 64 bits, and the rest says whether it is exact.
    private var quotient: Double {
        var power: UInt64 = 1
        for _ in 0..<scale { power &*= 10 }
        let shifts = (digits: digits.leadingZeroBitCount, power: power.leadingZeroBitCount)
        let numerator = digits << shifts.digits
        let divisor = power << shifts.power
        // Both now begin with a 1: halving the numerator where need be keeps the quotient below 2^64.
        let isHalved = numerator >= divisor
        let (quotient, rest) =
            isHalved
            ? divisor.dividingFullWidth((numerator >> 1, numerator << 63)) : divisor.dividingFullWidth((numerator, 0))
        // Eleven bits below the last that a double keeps: the lowest stands for all that come after it.
        let sticky = quotient | (rest == 0 ? 0 : 1)
        let exponent = shifts.power - shifts.digits - (isHalved ? 63 : 64)
        return Double(sign: .plus, exponent: exponent, significand: Double(sticky))
    }
}
