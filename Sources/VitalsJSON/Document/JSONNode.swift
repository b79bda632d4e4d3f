import CJansson

/// A value within a `JSONDocument`, borrowed: valid within the closure that `withRoot` called.
///
/// Accessors answer `nil` for a value of another JSON type. A member that is `null` counts as missing.
package struct JSONNode {
    package enum Kind: Sendable {
        case object, array, string, number, bool, null
    }

    private let node: UnsafeMutablePointer<json_t>

    init(_ node: UnsafeMutablePointer<json_t>) {
        self.node = node
    }

    package var kind: Kind {
        switch node.pointee.type {
        case JSON_OBJECT: .object
        case JSON_ARRAY: .array
        case JSON_STRING: .string
        case JSON_INTEGER, JSON_REAL: .number
        case JSON_TRUE, JSON_FALSE: .bool
        default: .null
        }
    }

    // MARK: Plain values

    package var number: Double? {
        switch node.pointee.type {
        case JSON_REAL: json_real_value(node)
        // A tree that we built has integers; one that was parsed has none.
        case JSON_INTEGER: Double(json_integer_value(node))
        default: nil
        }
    }

    package var bool: Bool? {
        switch node.pointee.type {
        case JSON_TRUE: true
        case JSON_FALSE: false
        default: nil
        }
    }

    package var string: String? {
        utf8.map { String(decoding: $0, as: UTF8.self) }
    }

    /// A string's bytes, valid UTF-8, without a copy.
    package var utf8: UnsafeRawBufferPointer? {
        guard node.pointee.type == JSON_STRING else { return nil }
        return UnsafeRawBufferPointer(start: json_string_value(node), count: json_string_length(node))
    }

    /// Whether it is the string `text`, compared without a copy.
    package func isString(_ text: StaticString) -> Bool {
        guard let utf8, utf8.count == text.utf8CodeUnitCount else { return false }
        return utf8.elementsEqual(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    // MARK: Objects and arrays

    /// Members of an object or elements of an array; 0 for everything else.
    package var count: Int {
        switch node.pointee.type {
        case JSON_OBJECT: json_object_size(node)
        case JSON_ARRAY: json_array_size(node)
        default: 0
        }
    }

    /// The member of an object; `nil` where there is none or it is `null`.
    package subscript(key: StaticString) -> JSONNode? {
        key.withUTF8Buffer { member(UnsafeRawBufferPointer($0)) }
    }

    /// The member of an object by a name that is known at run time only.
    package subscript(named key: String) -> JSONNode? {
        var key = key
        return key.withUTF8 { member(UnsafeRawBufferPointer($0)) }
    }

    private func member(_ key: UnsafeRawBufferPointer) -> JSONNode? {
        guard node.pointee.type == JSON_OBJECT, let start = key.baseAddress else { return nil }
        guard let found = json_object_getn(node, start.assumingMemoryBound(to: CChar.self), key.count),
            found.pointee.type != JSON_NULL
        else { return nil }
        return JSONNode(found)
    }

    /// The element of an array; `nil` beyond its end, and in anything but an array.
    package subscript(index: Int) -> JSONNode? {
        guard index >= 0, let found = json_array_get(node, index) else { return nil }
        return JSONNode(found)
    }

    /// Calls `body` with each member of an object, in the order of the text, those that are `null` too.
    package func forEachMember<Failure: Error>(
        _ body: (_ key: String, _ value: JSONNode) throws(Failure) -> Void
    ) throws(Failure) {
        var iterator = json_object_iter(node)
        while let position = iterator {
            if let key = json_object_iter_key(position), let value = json_object_iter_value(position) {
                let bytes = UnsafeRawBufferPointer(start: key, count: json_object_iter_key_len(position))
                try body(String(decoding: bytes, as: UTF8.self), JSONNode(value))
            }
            iterator = json_object_iter_next(node, position)
        }
    }

    // MARK: Copies

    /// The value and all below it, free of the document.
    package var value: JSONValue {
        switch kind {
        case .null: return .null
        case .bool: return .bool(bool ?? false)
        case .number: return .number(number ?? 0)
        case .string: return .string(string ?? "")
        case .array: return .array((0..<count).compactMap { self[$0]?.value })
        case .object:
            var members: [JSONValue.Member] = []
            members.reserveCapacity(count)
            forEachMember { members.append(JSONValue.Member($0, $1.value)) }
            return .object(members)
        }
    }
}
