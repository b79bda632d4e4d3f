import CScan

/// A JSON text (RFC 8259) in the making, laid out as jansson does it.
struct JSONWriting {
    private(set) var text: [UInt8] = []
    private let isIndented: Bool
    private let numbers: JSONNumberForm
    private var depth = 0

    init(layout: JSONLayout, numbers: JSONNumberForm) {
        isIndented = layout == .indented
        self.numbers = numbers
    }

    mutating func put(_ value: JSONValue) {
        switch value {
        case .null: literal("null")
        case .bool(let value): literal(value ? "true" : "false")
        case .integer(let value): put(value)
        case .number(let value): put(value)
        case .string(let value): put(string: value)
        case .array(let elements):
            put(open: "[", close: "]", count: elements.count) { writing, place in writing.put(elements[place]) }
        case .object(let members):
            let members = Self.unique(members)
            put(open: "{", close: "}", count: members.count) { writing, place in
                writing.put(string: members[place].key)
                writing.literal(writing.isIndented ? ": " : ":")
                writing.put(members[place].value)
            }
        }
    }

    private mutating func put(
        open: StaticString, close: StaticString, count: Int, _ element: (inout JSONWriting, Int) -> Void
    ) {
        guard depth < JSONValue.deepestWritten else { return literal("null") }
        literal(open)
        depth += 1
        for place in 0..<count {
            if place > 0 { literal(",") }
            breakLine()
            element(&self, place)
        }
        depth -= 1
        if count > 0 { breakLine() }
        literal(close)
    }

    private mutating func breakLine() {
        guard isIndented else { return }
        literal("\n")
        var rest = 2 * depth
        while rest > 0 {
            let count = min(rest, Self.spaces.utf8CodeUnitCount)
            text.append(contentsOf: UnsafeBufferPointer(start: Self.spaces.utf8Start, count: count))
            rest -= count
        }
    }

    private static let spaces: StaticString = "                                "

    /// Where a key occurs twice, its later value in the earlier one's place.
    private static func unique(_ members: [JSONValue.Member]) -> [JSONValue.Member] {
        guard hasTwice(members) else { return members }
        var places: [String: Int] = [:]
        var unique: [JSONValue.Member] = []
        for member in members {
            if let place = places[member.key] {
                unique[place].value = member.value
            } else {
                places[member.key] = unique.count
                unique.append(member)
            }
        }
        return unique
    }

    private static func hasTwice(_ members: [JSONValue.Member]) -> Bool {
        // A set takes longer to make than few keys to compare.
        guard members.count <= 32 else { return Set(members.lazy.map(\.key)).count < members.count }
        for place in members.indices.dropFirst() {
            for earlier in 0..<place where members[earlier].key == members[place].key { return true }
        }
        return false
    }

    private mutating func literal(_ text: StaticString) {
        self.text.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func put(_ value: Int) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var place = digits.count
            var rest = value.magnitude
            repeat {
                place -= 1
                digits[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            if value < 0 { literal("-") }
            text.append(contentsOf: digits[place...])
        }
    }

    // MARK: Numbers

    private mutating func put(_ value: Double) {
        guard value.isFinite else { return literal("null") }
        if value.magnitude < 0x1p53, let whole = Int(exactly: value) { return put(whole) }
        var shortest = value.description
        shortest.withUTF8 { shortest in
            let isUsual = 1e-4..<1e15 ~= value.magnitude && Self.significantDigits(of: shortest) <= Self.plainDigits
            if isUsual || numbers == .exact { put(decimal: shortest) } else { putRounded(value) }
        }
    }

    /// No two doubles share their nearest decimal of that length.
    private static let plainDigits = 15

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
            text.append(contentsOf: decimal)
            if !decimal.contains(UInt8(ascii: ".")) { literal(".0") }
            return
        }
        text.append(contentsOf: decimal[...exponent])
        let digits = decimal[(exponent + 1)...]
        if digits.first == UInt8(ascii: "-") { literal("-") }
        text.append(contentsOf: digits.dropFirst().drop { $0 == UInt8(ascii: "0") })
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

    // MARK: Strings

    private mutating func put(string: String) {
        literal("\"")
        var string = string
        string.withUTF8 { utf8 in
            var clean = 0
            for place in utf8.indices where Self.needsEscape(utf8[place]) {
                text.append(contentsOf: utf8[clean..<place])
                clean = place + 1
                putEscape(utf8[place])
            }
            text.append(contentsOf: utf8[clean...])
        }
        literal("\"")
    }

    @inline(__always)
    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func putEscape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): literal("\\\"")
        case UInt8(ascii: "\\"): literal("\\\\")
        case 0x08: literal("\\b")
        case 0x0C: literal("\\f")
        case 0x0A: literal("\\n")
        case 0x0D: literal("\\r")
        case 0x09: literal("\\t")
        default:
            literal("\\u00")
            for digit in [byte >> 4, byte & 0xF] {
                text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10)
            }
        }
    }
}
