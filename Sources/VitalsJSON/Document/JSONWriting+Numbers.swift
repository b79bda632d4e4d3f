import CScan

extension JSONWriting {
    mutating func put(_ value: Int) {
        room.write(upTo: 21) { $0.writing(value < 0 ? "-" : "").writing(value.magnitude) }
    }

    mutating func put(_ value: Double) {
        guard value.isFinite else { return literal("null") }
        if value.magnitude < 0x1p53, let whole = Int(exactly: value) { return put(whole) }
        if putHundredths(value) { return }
        var shortest = value.description
        shortest.withUTF8 { shortest in
            let isUsual = 1e-4..<1e15 ~= value.magnitude && Self.significantDigits(of: shortest) <= Self.plainDigits
            if isUsual || numbers == .exact { put(decimal: shortest) } else { putRounded(value) }
        }
    }

    /// No two doubles share their nearest decimal of that length.
    private static let plainDigits = 15

    /// Writes a number with two decimals at most, as nearly all are; `false` where it has more.
    ///
    /// So few digits are the shortest that mean this number, as no others of that length do.
    private mutating func putHundredths(_ value: Double) -> Bool {
        let hundredths = (value.magnitude * 100).rounded()
        guard hundredths < 1e15, hundredths / 100 == value.magnitude else { return false }
        let (whole, rest) = UInt(hundredths).quotientAndRemainder(dividingBy: 100)
        room.write(upTo: 24) { start in
            var end = start.writing(value < 0 ? "-" : "").writing(whole).writing(".")
            end.pointee = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / 10)
            end += 1
            guard rest % 10 > 0 else { return end }
            end.pointee = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            return end + 1
        }
        return true
    }

    /// Rounded to `plainDigits`.
    private mutating func putRounded(_ value: Double) {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { rounded in
            guard let start = rounded.baseAddress else { return }
            let count = scan_print(value, Int32(Self.plainDigits), start, rounded.count)
            start.withMemoryRebound(to: UInt8.self, capacity: rounded.count) {
                put(decimal: UnsafeBufferPointer(start: $0, count: Int(count)))
            }
        }
    }

    /// A number as it was printed, with an exponent as short as it may be, and a point where it has neither.
    private mutating func put(decimal: UnsafeBufferPointer<UInt8>) {
        guard let exponent = decimal.firstIndex(of: UInt8(ascii: "e")) else {
            put(decimal[...])
            if !decimal.contains(UInt8(ascii: ".")) { literal(".0") }
            return
        }
        put(decimal[...exponent])
        let digits = decimal[(exponent + 1)...]
        if digits.first == UInt8(ascii: "-") { literal("-") }
        put(digits.dropFirst().drop { $0 == UInt8(ascii: "0") })
    }

    private mutating func put(_ digits: Slice<UnsafeBufferPointer<UInt8>>) {
        let digits = UnsafeBufferPointer(rebasing: digits)
        guard let start = digits.baseAddress else { return }
        room.write(upTo: digits.count) { end in
            end.update(from: start, count: digits.count)
            return end + digits.count
        }
    }

    /// Of a decimal, before its exponent.
    private static func significantDigits(of decimal: UnsafeBufferPointer<UInt8>) -> Int {
        var digits = 0
        for byte in decimal {
            if byte == UInt8(ascii: "e") { break }
            if UInt8(ascii: "1")...UInt8(ascii: "9") ~= byte || (byte == UInt8(ascii: "0") && digits > 0) {
                digits += 1
            }
        }
        return digits
    }
}

extension UnsafeMutablePointer<UInt8> {
    /// Writes a number here; returns where that ends.
    fileprivate func writing(_ number: UInt) -> Self {
        var (end, rest) = (self, number)
        repeat {
            end += 1
            rest /= 10
        } while rest > 0
        rest = number
        for place in 1...(end - self) {
            (end - place).pointee = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        return end
    }
}
