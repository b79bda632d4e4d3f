extension WallTime {
    /// Reads RFC 3339 (section 5.6): `2026-11-24T13:35:57.25+01:00`. Digits behind milliseconds are cut off.
    ///
    /// - Returns: ms since 1970; `nil` for anything else, for a day that there is not, and for a leap second, which ms since
    ///   1970 have no number for.
    package static func parse(rfc3339 text: some StringProtocol) -> Double? {
        var reader = TimeReader(text)
        guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
            let day = reader.number(2), reader.take("T", "t"), let hour = reader.number(2), reader.take(":"),
            let minute = reader.number(2), reader.take(":"), let second = reader.number(2),
            (1...12).contains(month), day >= 1, day <= days(in: month, of: year), hour <= 23, minute <= 59,
            second <= 59,
            let millisecond = reader.fraction(), let offset = reader.offset(), reader.isAtEnd
        else { return nil }
        let seconds = dayNumber(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset * 60
        return Double(seconds * 1_000 + millisecond)
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970, from a calendar whose years begin in March.
    private static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

private struct TimeReader {
    private let bytes: [UInt8]
    private var place = 0

    /// Digits of a fraction that are read at all.
    private static let mostDigits = 32

    init(_ text: some StringProtocol) { bytes = Array(text.utf8.prefix(64)) }

    var isAtEnd: Bool { place == bytes.count }

    mutating func take(_ choices: Unicode.Scalar...) -> Bool {
        guard place < bytes.count, choices.contains(where: { $0.value == UInt32(bytes[place]) }) else { return false }
        place += 1
        return true
    }

    private mutating func digit() -> Int? {
        guard place < bytes.count, (0x30...0x39).contains(bytes[place]) else { return nil }
        place += 1
        return Int(bytes[place - 1]) - 0x30
    }

    mutating func number(_ digits: Int) -> Int? {
        var number = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            number = number * 10 + digit
        }
        return number
    }

    /// Milliseconds; 0 where there is no fraction.
    mutating func fraction() -> Int? {
        guard take(".") else { return 0 }
        var (milliseconds, count) = (0, 0)
        while let digit = digit() {
            if count < 3 { milliseconds = milliseconds * 10 + digit }
            count += 1
        }
        guard count > 0, count <= Self.mostDigits else { return nil }
        for _ in min(count, 3)..<3 { milliseconds *= 10 }
        return milliseconds
    }

    /// Minutes by which the time is ahead of UTC.
    mutating func offset() -> Int? {
        if take("Z", "z") { return 0 }
        let sign = place < bytes.count && bytes[place] == UInt8(ascii: "-") ? -1 : 1
        guard take("+", "-"), let hours = number(2), take(":"), let minutes = number(2), hours <= 23, minutes <= 59
        else {
            return nil
        }
        return sign * (hours * 60 + minutes)
    }
}
