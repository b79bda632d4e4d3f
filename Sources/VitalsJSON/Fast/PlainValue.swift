import CScan

/// Values as they are in nearly all members, read without a loop. Each may look at `windowBytes` from where it begins.
enum PlainValue {
    /// 31 at least, which texts that are compared 32 bytes at a time may take from what follows them.
    static let windowBytes = 40
    /// Digits of a whole number that is passed over without a closer look.
    private static let longestWhole: UInt32 = 31

    /// A number without sign and exponent, of 16 digits before and 16 behind its point at most.
    @inline(__always)
    static func number(at start: UnsafePointer<UInt8>) -> (number: Double, length: Int)? {
        let digits = scan_digits_before_32(start)
        guard endsMember(start[Int(digits)]) else { return fraction(at: start) }
        guard digits &- 1 < 16, isWhole(start, digits) else { return nil }
        return (Double(Int64(bitPattern: scan_digits_16(start, digits))), Int(digits))
    }

    @inline(__always)
    private static func fraction(at start: UnsafePointer<UInt8>) -> (number: Double, length: Int)? {
        var whole: UInt32 = 0
        let length = scan_number_32(start, &whole)
        guard length != 0, length <= 20, whole <= 16, !JSONCursor.isExponent(start[Int(length)]) else { return nil }
        // None where there is no point: whole numbers with space behind them.
        let places = length == whole ? 0 : length &- whole &- 1
        guard places <= 16 else { return nil }
        var digits = scan_digits_16(start, whole)
        if places > 0 {
            digits = digits &* scan_power_of_ten(places) &+ scan_digits_16(start + Int(whole) + 1, places)
        }
        guard let number = DecimalNumber(digits: digits, scale: Int(places)).nearest else { return nil }
        return (number, Int(length))
    }

    /// What nearly always stands behind a number, and never in one.
    @inline(__always)
    private static func endsMember(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") }

    /// Of a number of digits: whether there is one in front, and none behind a 0 in front.
    @inline(__always)
    private static func isWhole(_ start: UnsafePointer<UInt8>, _ digits: UInt32) -> Bool {
        digits == 1 || digits > 1 && start.pointee != UInt8(ascii: "0")
    }

    /// Where a value that nobody asks for ends, if it is no list and no object: `nil` for what takes a closer look.
    ///
    /// - Parameter last: the last place from which `windowBytes` may be read.
    @inline(__always)
    static func end(_ start: UnsafePointer<UInt8>, last: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
        let first = start.pointee
        if first == UInt8(ascii: "\"") { return textEnd(start, last: last).map { $0 + 1 } }
        if first <= UInt8(ascii: "9") {
            let digits = scan_digits_before_32(start)
            if endsMember(start[Int(digits)]) {
                return digits <= longestWhole && isWhole(start, digits) ? start + Int(digits) : nil
            }
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
