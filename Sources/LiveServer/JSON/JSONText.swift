import VitalsJSON

/// Writes one JSON text, byte by byte: a room of a thousand is told within milliseconds, where a tree takes ten times
/// as long.
///
/// Besides what JSON demands, `<` and the line separators U+2028 and U+2029 are escaped, so that the text may stand in
/// markup and in a script; it never holds a line feed, so that it fits one line of an event.
struct JSONText: ~Copyable {
    /// Of `capacity` bytes, the first `count` of them written.
    private var memory: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var count = 0

    init(capacity: Int = 1024) {
        self.capacity = max(64, capacity)
        memory = .allocate(capacity: self.capacity)
    }

    deinit { memory.deallocate() }

    /// What has been written, copied.
    var bytes: [UInt8] { withBytes { Array($0) } }

    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        body(UnsafeBufferPointer(start: memory, count: count))
    }

    // MARK: Structure

    mutating func object(_ body: (inout JSONText) -> Void) {
        beginValue()
        put(UInt8(ascii: "{"))
        body(&self)
        put(UInt8(ascii: "}"))
    }

    mutating func array<Element>(_ elements: some Sequence<Element>, _ each: (inout JSONText, Element) -> Void) {
        beginValue()
        put(UInt8(ascii: "["))
        for element in elements { each(&self, element) }
        put(UInt8(ascii: "]"))
    }

    mutating func key(_ name: String) {
        string(name)
        put(UInt8(ascii: ":"))
    }

    /// Whatever ends in neither of these is a value before this one; strings end in a quotation mark.
    private mutating func beginValue() {
        guard count > 0 else { return }
        switch memory[count - 1] {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ":"): break
        default: put(UInt8(ascii: ","))
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
            if value < 0 { put(UInt8(ascii: "-")) }
            return digits(UInt64(value.magnitude))
        }
        if value < 0, hundredths > 0 { put(UInt8(ascii: "-")) }
        let whole = UInt64(hundredths)
        digits(whole / 100)
        let rest = UInt8(whole % 100)
        guard rest > 0 else { return }
        put(UInt8(ascii: "."))
        put(UInt8(ascii: "0") + rest / 10)
        if rest % 10 > 0 { put(UInt8(ascii: "0") + rest % 10) }
    }

    mutating func string(_ text: String) {
        beginValue()
        put(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            let clean = Self.cleanBytes(utf8)
            put(utf8[..<clean])
            if clean < utf8.count { putEscaped(UnsafeBufferPointer(rebasing: utf8[clean...])) }
        }
        put(UInt8(ascii: "\""))
    }

    /// How many bytes from the front surely need no escape, eight at a time.
    private static func cleanBytes(_ utf8: UnsafeBufferPointer<UInt8>) -> Int {
        let bytes = UnsafeRawBufferPointer(utf8)
        var place = 0
        while place + 8 <= bytes.count {
            guard !mayNeedEscape(bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)) else { return place }
            place += 8
        }
        while place < bytes.count, !needsEscape(bytes[place]), bytes[place] != separatorStart { place += 1 }
        return place
    }

    private static func mayNeedEscape(_ word: UInt64) -> Bool {
        let isControl = (word &- 0x2020_2020_2020_2020) & ~word
        let special =
            zeros(in: word ^ 0x2222_2222_2222_2222) | zeros(in: word ^ 0x5C5C_5C5C_5C5C_5C5C)
            | zeros(in: word ^ 0x3C3C_3C3C_3C3C_3C3C) | zeros(in: word ^ 0x7F7F_7F7F_7F7F_7F7F)
            | zeros(in: word ^ 0xE2E2_E2E2_E2E2_E2E2)
        return (isControl | special) & 0x8080_8080_8080_8080 != 0
    }

    /// Has the highest bit of a byte set where a byte is 0, and perhaps of those above it.
    private static func zeros(in word: UInt64) -> UInt64 { (word &- 0x0101_0101_0101_0101) & ~word }

    /// The first byte of U+2028 and U+2029.
    private static let separatorStart: UInt8 = 0xE2

    private mutating func putEscaped(_ utf8: UnsafeBufferPointer<UInt8>) {
        var clean = 0
        for index in utf8.indices {
            let isSeparator =
                utf8[index] == Self.separatorStart && index + 2 < utf8.count && utf8[index + 1] == 0x80
                && (utf8[index + 2] == 0xA8 || utf8[index + 2] == 0xA9)
            guard isSeparator || Self.needsEscape(utf8[index]) else { continue }
            put(utf8[clean..<index])
            if isSeparator {
                literal(utf8[index + 2] == 0xA8 ? "\\u2028" : "\\u2029")
                clean = index + 3
            } else {
                escape(utf8[index])
                clean = index + 1
            }
        }
        put(utf8[clean...])
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
                put(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
    }

    // MARK: Bytes

    private mutating func literal(_ text: StaticString) {
        put(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)[...])
    }

    private mutating func digits(_ value: UInt64) {
        var length = 1
        var rest = value
        while rest >= 10 {
            rest /= 10
            length += 1
        }
        makeRoom(for: length)
        count += length
        var place = count
        rest = value
        repeat {
            place -= 1
            memory[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
    }

    private mutating func put(_ byte: UInt8) {
        makeRoom(for: 1)
        memory[count] = byte
        count += 1
    }

    private mutating func put(_ more: Slice<UnsafeBufferPointer<UInt8>>) {
        guard let start = more.base.baseAddress, !more.isEmpty else { return }
        makeRoom(for: more.count)
        (memory + count).update(from: start + more.startIndex, count: more.count)
        count += more.count
    }

    private mutating func makeRoom(for more: Int) {
        if more > capacity - count { grow(by: more) }
    }

    private mutating func grow(by more: Int) {
        let greater = max(2 * capacity, count + more)
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: greater)
        moved.update(from: memory, count: count)
        memory.deallocate()
        memory = moved
        capacity = greater
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
