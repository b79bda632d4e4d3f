/// A JSON text (RFC 8259) in the making, laid out as jansson does it.
struct JSONWriting: ~Copyable {
    var room = TextRoom()
    private let isIndented: Bool
    let numbers: JSONNumberForm
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
        case .string(let value): put("", value, "", opensLine: false)
        case .array(let elements):
            put(open: "[", close: "]", count: elements.count) { writing, place in
                writing.breakLine(place > 0 ? "," : "")
                writing.put(elements[place])
            }
        case .object(let members):
            let members = Self.unique(members)
            put(open: "{", close: "}", count: members.count) { writing, place in
                writing.put(key: members[place].key, place)
                writing.put(members[place].value)
            }
        }
    }

    mutating func put(_ draft: JSONDraft) {
        switch draft {
        case .value(let value): put(value)
        case .list(let count, let element):
            put(open: "[", close: "]", count: count) { writing, place in
                writing.breakLine(place > 0 ? "," : "")
                writing.put(element(place))
            }
        case .object(let members):
            put(open: "{", close: "}", count: members.count) { writing, place in
                writing.put(key: members[place].key, place)
                writing.put(members[place].value)
            }
        }
    }

    private mutating func put(key: String, _ place: Int) {
        put(place > 0 ? "," : "", key, isIndented ? ": " : ":", opensLine: true)
    }

    private mutating func put(
        open: StaticString, close: StaticString, count: Int, _ element: (inout JSONWriting, Int) -> Void
    ) {
        guard depth < JSONValue.deepestWritten else { return literal("null") }
        literal(open)
        depth += 1
        for place in 0..<count { element(&self, place) }
        depth -= 1
        if count > 0 { breakLine("") }
        literal(close)
    }

    mutating func literal(_ text: StaticString) {
        room.write(upTo: text.utf8CodeUnitCount) { $0.writing(text) }
    }

    private mutating func breakLine(_ text: StaticString) {
        let indent = indent
        room.write(upTo: text.utf8CodeUnitCount + 1 + (indent ?? 0)) { $0.writing(text).breakingLine(indent) }
    }

    /// Spaces in front of a line; `nil` where all is one.
    private var indent: Int? { isIndented ? 2 * depth : nil }

    /// Writes a string between two texts.
    ///
    /// - Parameter opensLine: whether a line begins with it.
    private mutating func put(_ before: StaticString, _ string: String, _ behind: StaticString, opensLine: Bool) {
        var string = string
        let indent = opensLine ? indent : nil
        string.withUTF8 { utf8 in
            let most = before.utf8CodeUnitCount + 1 + (indent ?? 0) + 2 + behind.utf8CodeUnitCount
            room.write(upTo: most + Self.longestEscape * utf8.count) {
                $0.writing(before).breakingLine(indent).quoting(utf8).writing(behind)
            }
        }
    }

    /// Bytes that one may become.
    private static let longestEscape = 6

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
}

extension UnsafeMutablePointer<UInt8> {
    /// Writes here; returns where that ends, as all of these do.
    @inline(__always)
    func writing(_ text: StaticString) -> Self {
        update(from: text.utf8Start, count: text.utf8CodeUnitCount)
        return self + text.utf8CodeUnitCount
    }

    /// - Parameter indent: spaces behind it; `nil` for no break.
    @inline(__always)
    fileprivate func breakingLine(_ indent: Int?) -> Self {
        guard let indent else { return self }
        pointee = UInt8(ascii: "\n")
        (self + 1).update(repeating: UInt8(ascii: " "), count: indent)
        return self + 1 + indent
    }

    @inline(__always)
    fileprivate func quoting(_ utf8: UnsafeBufferPointer<UInt8>) -> Self {
        pointee = UInt8(ascii: "\"")
        var end = self + 1
        for byte in utf8 {
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                end = end.escaping(byte)
            } else {
                end.pointee = byte
                end += 1
            }
        }
        end.pointee = UInt8(ascii: "\"")
        return end + 1
    }

    @inline(never)
    private func escaping(_ byte: UInt8) -> Self {
        switch byte {
        case UInt8(ascii: "\""): return writing("\\\"")
        case UInt8(ascii: "\\"): return writing("\\\\")
        case 0x08: return writing("\\b")
        case 0x0C: return writing("\\f")
        case 0x0A: return writing("\\n")
        case 0x0D: return writing("\\r")
        case 0x09: return writing("\\t")
        default:
            var end = writing("\\u00")
            for digit in [byte >> 4, byte & 0xF] {
                end.pointee = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10
                end += 1
            }
            return end
        }
    }
}
