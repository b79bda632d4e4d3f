import CScan
import WireText

/// A place in a JSON text, and the steps of the grammar (RFC 8259) from there.
///
/// Every step checks all that it passes over. What is JSON and takes more than that, such as an escape in a string, is
/// `NotPlain` as well as what is none.
struct JSONCursor {
    /// A string's bytes without its quotes: UTF-8 without escapes. Valid as long as the text.
    struct Text {
        var start: UnsafePointer<UInt8>
        var count: Int

        @inline(__always)
        func isSame(_ text: StaticString) -> Bool {
            count == text.utf8CodeUnitCount && scan_is_same(start, text.utf8Start, count) != 0
        }

        var string: String { String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self) }
    }

    private(set) var place: UnsafePointer<UInt8>
    let end: UnsafePointer<UInt8>
    /// Behind it there are fewer bytes than are looked at together, and steps go byte by byte: `windowBytes` for a member,
    /// `PlainValue.windowBytes` for a value.
    let lastWindow: UnsafePointer<UInt8>
    let lastValueWindow: UnsafePointer<UInt8>

    /// A key, and what is read of the value behind it.
    static let windowBytes = KeyRecord.tokenBytes + PlainValue.windowBytes + 8

    /// Another place in the same text.
    @inline(__always)
    init(_ cursor: JSONCursor, at place: UnsafePointer<UInt8>) {
        self = cursor
        self.place = place
    }

    /// - Parameter readableBehind: bytes behind these that may be looked at.
    init(_ bytes: UnsafeRawBufferPointer, readableBehind: Int = 0) throws(NotPlain) {
        guard let start = bytes.baseAddress, bytes.count > 0 else { throw NotPlain() }
        place = start.assumingMemoryBound(to: UInt8.self)
        end = place + bytes.count
        // What is taken may then end behind the text. No step goes on from there, and no text ends with a member.
        let readable = end + min(readableBehind, Self.windowBytes)
        lastWindow = readable - Self.windowBytes
        lastValueWindow = readable - PlainValue.windowBytes
    }

    var isAtEnd: Bool { place == end }

    @inline(__always)
    private var hasWindow: Bool { place <= lastWindow }

    /// The next byte that is no white space.
    @inline(__always)
    mutating func peek() throws(NotPlain) -> UInt8 {
        guard place < end else { throw NotPlain() }
        if place.pointee > 0x20 { return place.pointee }
        return try peekBehindSpace()
    }

    private mutating func peekBehindSpace() throws(NotPlain) -> UInt8 {
        passSpace()
        guard place < end else { throw NotPlain() }
        return place.pointee
    }

    mutating func passSpace() {
        while place < end {
            switch place.pointee {
            case 0x20, 0x09, 0x0A, 0x0D: place += 1
            default: return
            }
        }
    }

    /// Passes over `byte`, should it come next behind white space.
    @inline(__always)
    mutating func take(_ byte: UInt8) throws(NotPlain) -> Bool {
        guard try peek() == byte else { return false }
        place += 1
        return true
    }

    @inline(__always)
    mutating func expect(_ byte: UInt8) throws(NotPlain) {
        guard try take(byte) else { throw NotPlain() }
    }

    /// Behind a member or element: whether another follows; else `closing` is passed over.
    @inline(__always)
    mutating func isFollowed(closing: UInt8) throws(NotPlain) -> Bool {
        let byte = try peek()
        place += 1
        if byte == UInt8(ascii: ",") { return true }
        guard byte == closing else { throw NotPlain() }
        return false
    }

    /// Passes over a key with its quotes and colon, should it stand here.
    @inline(__always)
    mutating func take(key: UnsafeMutablePointer<KeyRecord>) -> Bool {
        if hasWindow {
            guard key.stands(at: place) else { return false }
            place += Int(key.pointee.length)
            return true
        }
        return key.pointee.length > 0 && take(token: key.token, count: Int(key.pointee.length))
    }

    /// Passes over `token`, should the text go on with it.
    @inline(__always)
    mutating func take(token: UnsafePointer<UInt8>, count: Int) -> Bool {
        guard end - place >= count, scan_is_same(place, token, count) != 0 else { return false }
        place += count
        return true
    }

    /// Passes over a string.
    @inline(__always)
    mutating func text() throws(NotPlain) -> Text {
        try expect(UInt8(ascii: "\""))
        let start = place
        while hasWindow {
            let plain = Int(scan_plain_32(place))
            place += plain
            if plain < 32 { break }
        }
        while place < end, scan_is_plain(place.pointee) != 0 { place += 1 }
        guard place < end else { throw NotPlain() }
        if place.pointee != UInt8(ascii: "\"") { try passBeyondASCII(from: start) }
        let count = place - start
        place += 1
        return Text(start: start, count: count)
    }

    private mutating func passBeyondASCII(from start: UnsafePointer<UInt8>) throws(NotPlain) {
        while place < end, place.pointee != UInt8(ascii: "\"") {
            guard place.pointee >= 0x20, place.pointee != UInt8(ascii: "\\") else { throw NotPlain() }
            place += 1
        }
        guard place < end else { throw NotPlain() }
        var validation = UTF8Validation()
        guard validation.take(UnsafeRawBufferPointer(start: start, count: place - start)), validation.isComplete else {
            throw NotPlain()
        }
    }

    /// Passes over a number.
    @inline(__always)
    mutating func number() throws(NotPlain) -> Double {
        if hasWindow, let found = PlainValue.number(at: place) {
            place += found.length
            return found.number
        }
        return try carefulNumber()
    }

    /// Whether a number whose digits end before it goes on.
    @inline(__always)
    static func isExponent(_ byte: UInt8) -> Bool { byte | 0x20 == UInt8(ascii: "e") }

    private mutating func carefulNumber() throws(NotPlain) -> Double {
        let start = place
        let isNegative = start < end && start.pointee == UInt8(ascii: "-")
        if isNegative { place += 1 }
        var digits: UInt64 = 0
        let whole = place
        passDigits(into: &digits)
        var count = place - whole
        guard count > 0, count == 1 || whole.pointee != UInt8(ascii: "0"), place < end else { throw NotPlain() }
        var scale = 0
        if place.pointee == UInt8(ascii: ".") {
            place += 1
            let fraction = place
            passDigits(into: &digits)
            scale = place - fraction
            count += scale
            // Behind the last digit something must follow, where strtod may stop.
            guard scale > 0, place < end else { throw NotPlain() }
        }
        if count <= 19, !Self.isExponent(place.pointee),
            let nearest = DecimalNumber(digits: digits, scale: scale).nearest
        {
            return isNegative ? -nearest : nearest
        }
        return try unusualNumber(from: start)
    }

    @inline(__always)
    private mutating func passDigits(into digits: inout UInt64) {
        while place < end {
            let digit = place.pointee &- UInt8(ascii: "0")
            guard digit < 10 else { return }
            digits = digits &* 10 &+ UInt64(digit)
            place += 1
        }
    }

    /// With an exponent, or with very many digits: behind the last of them `place` stands.
    private mutating func unusualNumber(from start: UnsafePointer<UInt8>) throws(NotPlain) -> Double {
        if Self.isExponent(place.pointee) {
            place += 1
            if place < end, place.pointee == UInt8(ascii: "+") || place.pointee == UInt8(ascii: "-") { place += 1 }
            let exponent = place
            var digits: UInt64 = 0
            passDigits(into: &digits)
            guard place > exponent, place < end else { throw NotPlain() }
        }
        let number = scan_strtod(start)
        guard number.isFinite else { throw NotPlain() }
        return number
    }

    /// Passes over `true`, `false` or `null`; `nil` is the last.
    mutating func literal() throws(NotPlain) -> Bool? {
        if take("true") { return true }
        if take("false") { return false }
        if take("null") { return nil }
        throw NotPlain()
    }

    private mutating func take(_ word: StaticString) -> Bool {
        take(token: word.utf8Start, count: word.utf8CodeUnitCount)
    }
}
