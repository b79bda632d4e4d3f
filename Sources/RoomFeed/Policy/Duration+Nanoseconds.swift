extension Duration {
    /// Whole nanoseconds, at most those of an `Int64` (292 years).
    var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return seconds < 0 ? .min : .max }
        let (sum, overflowed) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
        return overflowed ? .max : sum
    }

    /// Nanoseconds for the monotonic clock's arithmetic; a negative duration is 0.
    var clockNanoseconds: UInt64 { UInt64(max(0, wholeNanoseconds)) }
}
