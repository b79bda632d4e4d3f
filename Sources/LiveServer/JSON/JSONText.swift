import VitalsJSON

/// Writes one JSON text, byte by byte: a room of a thousand is told within milliseconds, where a tree takes ten times
/// as long.
///
/// Besides what JSON demands, `<` and the line separators U+2028 and U+2029 are escaped, so that the text may stand in
/// markup and in a script; it never holds a line feed, so that it fits one line of an event.
struct JSONText {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int = 1024) { bytes.reserveCapacity(capacity) }

    // MARK: Structure

    mutating func object(_ body: (inout JSONText) -> Void) {
        beginValue()
        bytes.append(UInt8(ascii: "{"))
        body(&self)
        bytes.append(UInt8(ascii: "}"))
    }

    mutating func array<Element>(_ elements: some Sequence<Element>, _ each: (inout JSONText, Element) -> Void) {
        beginValue()
        bytes.append(UInt8(ascii: "["))
        for element in elements { each(&self, element) }
        bytes.append(UInt8(ascii: "]"))
    }

    mutating func key(_ name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
    }

    /// Whatever ends in neither of these is a value before this one; strings end in a quotation mark.
    private mutating func beginValue() {
        switch bytes.last {
        case nil, UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ":"): break
        default: bytes.append(UInt8(ascii: ","))
        }
    }

    // MARK: Values

    mutating func null() {
        beginValue()
        literal("null")
    }

    mutating func bool(_ value: Bool) {
        beginValue()
        literal(value ? "true" : "false")
    }

    mutating func integer(_ value: UInt64) {
        beginValue()
        digits(value)
    }

    /// Two decimals; `null` for what was not measured or is not finite, whole beyond 10¹³.
    mutating func number(_ value: Double?) {
        guard let value, value.isFinite, value.magnitude < 0x1p63 else { return null() }
        beginValue()
        let hundredths = (value.magnitude * 100).rounded()
        guard hundredths < 0x1p53 else {
            if value < 0 { bytes.append(UInt8(ascii: "-")) }
            return digits(UInt64(value.magnitude))
        }
        if value < 0, hundredths > 0 { bytes.append(UInt8(ascii: "-")) }
        let whole = UInt64(hundredths)
        digits(whole / 100)
        let rest = UInt8(whole % 100)
        guard rest > 0 else { return }
        bytes.append(UInt8(ascii: "."))
        bytes.append(UInt8(ascii: "0") + rest / 10)
        if rest % 10 > 0 { bytes.append(UInt8(ascii: "0") + rest % 10) }
    }

    mutating func string(_ text: String) {
        beginValue()
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            var clean = 0
            for index in utf8.indices {
                let isSeparator =
                    utf8[index] == 0xE2 && index + 2 < utf8.count && utf8[index + 1] == 0x80
                    && (utf8[index + 2] == 0xA8 || utf8[index + 2] == 0xA9)
                guard isSeparator || Self.needsEscape(utf8[index]) else { continue }
                bytes.append(contentsOf: utf8[clean..<index])
                if isSeparator {
                    literal(utf8[index + 2] == 0xA8 ? "\\u2028" : "\\u2029")
                    clean = index + 3
                } else {
                    escape(utf8[index])
                    clean = index + 1
                }
            }
            bytes.append(contentsOf: utf8[clean...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "<")
            || byte == 0x7F
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): literal("\\\"")
        case UInt8(ascii: "\\"): literal("\\\\")
        case UInt8(ascii: "\n"): literal("\\n")
        default:
            literal("\\u00")
            for digit in [byte >> 4, byte & 15] {
                bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
    }

    private mutating func literal(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func digits(_ value: UInt64) {
        if value < 10 { return bytes.append(UInt8(ascii: "0") + UInt8(value)) }
        let start = bytes.count
        var rest = value
        while rest > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        }
        bytes[start...].reverse()
    }
}

extension JSONText {
    /// A value with numbers of up to two decimals, such as blocks are made of.
    mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let value): bool(value)
        case .integer(let value): if value >= 0 { integer(UInt64(value)) } else { number(Double(value)) }
        case .number(let value): number(value)
        case .string(let value): string(value)
        case .array(let elements): array(elements) { $0.value($1) }
        case .object(let members):
            object { text in
                for member in members {
                    text.key(member.key)
                    text.value(member.value)
                }
            }
        }
    }
}

/// Members of an object, in one line each.
extension JSONText {
    mutating func member(_ name: String, _ value: Double?) {
        key(name)
        number(value)
    }

    mutating func member(_ name: String, _ value: String?) {
        key(name)
        if let value { string(value) } else { null() }
    }

    mutating func member(_ name: String, count: UInt64) {
        key(name)
        integer(count)
    }

    mutating func member(_ name: String, count: Int) {
        member(name, count: UInt64(max(0, count)))
    }

    mutating func member(_ name: String, _ value: Bool) {
        key(name)
        bool(value)
    }

    mutating func member(_ name: String, _ body: (inout JSONText) -> Void) {
        key(name)
        object(body)
    }

    mutating func member<Element>(
        _ name: String, _ elements: some Sequence<Element>, _ each: (inout JSONText, Element) -> Void
    ) {
        key(name)
        array(elements, each)
    }
}
