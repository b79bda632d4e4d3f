import CJansson

/// How a JSON text is laid out.
package enum JSONLayout: Sendable {
    /// One line without spaces, for the wire.
    case compact
    /// Two spaces a level, for people.
    case indented
}

/// How numbers with a fraction are written.
package enum JSONNumberForm: Sendable {
    /// Up to 15 significant digits, as people expect them: `812.44`.
    case plain
    /// As many as it takes to read the same double back. Where one number of the text needs 17 digits, jansson writes
    /// all with 17: `0.1` may then become `0.10000000000000001`.
    case exact
}

extension JSONValue {
    /// Deeper levels are written as `null`; jansson would refuse the whole text beyond 2,048.
    package static let deepestWritten = 1_024

    /// The JSON text, UTF-8, without a line feed at its end.
    package func written(_ layout: JSONLayout = .compact, numbers: JSONNumberForm = .plain) -> [UInt8] {
        var needsAllDigits = false
        guard let tree = makeTree(depth: 0, needsAllDigits: &needsAllDigits) else { return Array("null".utf8) }
        defer { json_decref(tree) }
        let digits: Int32 = numbers == .exact && needsAllDigits ? 17 : 15
        var flags = JSON_ENCODE_ANY | (digits << 11)  // JSON_REAL_PRECISION, a macro that computes
        switch layout {
        case .compact: flags |= JSON_COMPACT
        case .indented: flags |= 2  // JSON_INDENT(2)
        }
        var text: [UInt8] = []
        let failed = withUnsafeMutablePointer(to: &text) { text in
            json_dump_callback(
                tree,
                { bytes, count, target in
                    guard let target else { return -1 }
                    target.assumingMemoryBound(to: [UInt8].self).pointee
                        .append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
                    return 0
                }, text, Int(flags))
        }
        return failed == 0 ? text : Array("null".utf8)
    }

    /// The JSON text as a string.
    package func text(_ layout: JSONLayout = .compact, numbers: JSONNumberForm = .plain) -> String {
        String(decoding: written(layout, numbers: numbers), as: UTF8.self)
    }

    /// jansson's tree of the value, owned by the caller; `nil` only where memory runs out.
    private func makeTree(depth: Int, needsAllDigits: inout Bool) -> UnsafeMutablePointer<json_t>? {
        switch self {
        case .null:
            return json_null()
        case .bool(let value):
            return value ? json_true() : json_false()
        case .integer(let value):
            return json_integer(json_int_t(value))
        case .number(let value):
            guard value.isFinite else { return json_null() }
            if value.magnitude < 0x1p53, let whole = Int(exactly: value) { return json_integer(json_int_t(whole)) }
            if !needsAllDigits { needsAllDigits = Self.significantDigits(of: value) > 15 }
            return json_real(value)
        case .string(let value):
            // A Swift string is valid UTF-8: jansson need not look again.
            return value.withCString { json_stringn_nocheck($0, value.utf8.count) }
        case .array(let elements):
            guard depth < Self.deepestWritten else { return json_null() }
            let array = json_array()
            for element in elements {
                json_array_append_new(array, element.makeTree(depth: depth + 1, needsAllDigits: &needsAllDigits))
            }
            return array
        case .object(let members):
            guard depth < Self.deepestWritten else { return json_null() }
            let object = json_object()
            for member in members {
                let value = member.value.makeTree(depth: depth + 1, needsAllDigits: &needsAllDigits)
                _ = member.key.withCString {
                    json_object_setn_new_nocheck(object, $0, member.key.utf8.count, value)
                }
            }
            return object
        }
    }

    /// Digits of the shortest decimal that reads back as the same double. With up to 15 of them, 15 digits are exact:
    /// no two doubles share their nearest decimal of that length.
    private static func significantDigits(of value: Double) -> Int {
        var digits = 0
        for byte in value.description.utf8 {
            if byte == UInt8(ascii: "e") { break }
            if UInt8(ascii: "1")...UInt8(ascii: "9") ~= byte || (byte == UInt8(ascii: "0") && digits > 0) {
                digits += 1
            }
        }
        return digits
    }
}
