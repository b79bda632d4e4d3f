import CScan

/// Values as they are in nearly all members, read without a loop. Each may look at `windowBytes` from where it begins.
enum PlainValue {
    static let windowBytes = 40

    /// A number without sign and exponent, of 16 digits before and 16 behind its point at most.
    ///
    /// What follows it is for the caller to judge.
    @inline(__always)
    static func number(at start: UnsafePointer<UInt8>) -> (number: Double, length: Int)? {
        var whole: UInt32 = 0
        let length = scan_number_32(start, &whole)
        guard length != 0 else { return nil }
        if whole == length {
            guard length <= 16 else { return nil }
            return (Double(Int64(bitPattern: scan_digits_16(start, length))), Int(length))
        }
        let fraction = length &- whole &- 1
        guard whole <= 16, fraction <= 16, length <= 20 else { return nil }
        let digits =
            scan_digits_16(start, whole) &* scan_power_of_ten(fraction)
            &+ scan_digits_16(start + Int(whole) + 1, fraction)
        guard let number = DecimalNumber(digits: digits, scale: Int(fraction)).nearest else { return nil }
        return (number, Int(length))
    }

    /// Where a value that nobody asks for ends, if it is no list and no object: `nil` for what takes a closer look.
    ///
    /// - Parameter last: the last place from which `windowBytes` may be read.
    @inline(__always)
    static func end(_ start: UnsafePointer<UInt8>, last: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
        let first = start.pointee
        if first == UInt8(ascii: "\"") { return textEnd(start, last: last).map { $0 + 1 } }
        if first <= UInt8(ascii: "9") {
            var whole: UInt32 = 0
            let length = scan_number_32(start, &whole)
            return length == 0 || JSONCursor.isExponent(start[Int(length)]) ? nil : start + Int(length)
        }
        return literalEnd(start)
    }

    /// The closing quote of a string of ASCII without escapes, at whose opening quote `start` is.
    @inline(__always)
    static func textEnd(_ start: UnsafePointer<UInt8>, last: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
        var stop = start + 1
        while true {
            let plain = Int(scan_plain_32(stop))
            stop += plain
            if plain < 32 { return stop.pointee == UInt8(ascii: "\"") ? stop : nil }
            guard stop <= last else { return nil }
        }
    }

    @inline(__always)
    private static func literalEnd(_ start: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
        switch UnsafeRawPointer(start).loadUnaligned(as: UInt32.self) {
        case word("true"), word("null"): start + 4
        case word("fals") where start[4] == UInt8(ascii: "e"): start + 5
        default: nil
        }
    }

    /// Four letters as they lie in memory.
    @inline(__always)
    private static func word(_ letters: StaticString) -> UInt32 {
        UnsafeRawPointer(letters.utf8Start).loadUnaligned(as: UInt32.self)
    }
}
