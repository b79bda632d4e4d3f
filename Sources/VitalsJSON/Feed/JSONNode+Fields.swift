/// Fields of a message: missing ones are `nil`, those of the wrong type or length refuse the message by their name.
extension JSONNode {
    /// - Throws: `wrongType`, `tooLong`.
    func text(_ key: StaticString, atMost limit: Int) throws(DecodeFailure) -> String? {
        guard let node = self[key] else { return nil }
        guard let bytes = node.utf8 else { throw DecodeFailure(.wrongType, path: "\(key)") }
        guard bytes.count <= limit else { throw DecodeFailure(.tooLong, path: "\(key)", limit: limit) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// - Throws: `wrongType`.
    func flag(_ key: StaticString) throws(DecodeFailure) -> Bool? {
        guard let node = self[key] else { return nil }
        guard let flag = node.bool else { throw DecodeFailure(.wrongType, path: "\(key)") }
        return flag
    }

    /// - Throws: `wrongType`.
    func real(_ key: StaticString) throws(DecodeFailure) -> Double? {
        guard let node = self[key] else { return nil }
        guard let number = node.number else { throw DecodeFailure(.wrongType, path: "\(key)") }
        return number
    }

    /// A time or a count, which protobuf's JSON form has as text where it has 64 bits.
    ///
    /// - Throws: `wrongType`, `numberOutOfRange`.
    func int64(_ key: StaticString) throws(DecodeFailure) -> Double? {
        guard let node = self[key] else { return nil }
        do {
            return try node.int64()
        } catch {
            throw error.under("\(key)")
        }
    }

    /// The node itself as such a number.
    func int64() throws(DecodeFailure) -> Double {
        if let number { return number }
        guard let string, !string.isEmpty, string.utf8.allSatisfy(Self.isDigitOrMinus) else {
            throw DecodeFailure(.wrongType)
        }
        guard let whole = Int64(string) else { throw DecodeFailure(.numberOutOfRange) }
        return Double(whole)
    }

    /// - Throws: `wrongType`, `numberOutOfRange` for anything that is not a whole number of 0…2^64−1.
    func uint64(_ key: StaticString) throws(DecodeFailure) -> UInt64? {
        guard let node = self[key] else { return nil }
        let whole: UInt64?
        if let number = node.number {
            whole = UInt64(exactly: number)
        } else if let string = node.string, !string.isEmpty, string.utf8.allSatisfy(Self.isDigitOrMinus) {
            whole = UInt64(string)
        } else {
            throw DecodeFailure(.wrongType, path: "\(key)")
        }
        guard let whole else { throw DecodeFailure(.numberOutOfRange, path: "\(key)") }
        return whole
    }

    private static func isDigitOrMinus(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }

    /// An enum by name or number. A number that this version has no name for stays a number, as text.
    ///
    /// - Throws: `wrongType`, `tooLong`, `numberOutOfRange`.
    func enumName(
        _ key: StaticString, numbered names: [String], limits: DecodeLimits
    ) throws(DecodeFailure) -> String? {
        guard let number = self[key]?.number else { return try text(key, atMost: limits.identifierBytes) }
        guard let index = Int32(exactly: number) else { throw DecodeFailure(.numberOutOfRange, path: "\(key)") }
        return names.indices.contains(Int(index)) ? names[Int(index)] : String(index)
    }

    /// - Throws: `wrongType` where the member is no object, `missingField`.
    func object(_ key: StaticString) throws(DecodeFailure) -> JSONNode {
        guard let node = self[key] else { throw DecodeFailure(.missingField, path: "\(key)") }
        guard node.kind == .object else { throw DecodeFailure(.wrongType, path: "\(key)") }
        return node
    }

    /// The elements of an array, but for those that `element` makes nothing of; none where it is missing.
    ///
    /// - Throws: `wrongType`, `reason` for more than `limit`, and what `element` throws.
    func list<Element>(
        _ key: StaticString, atMost limit: Int, orElse reason: DecodeFailure.Reason = .tooManyItems,
        _ element: (JSONNode) throws(DecodeFailure) -> Element?
    ) throws(DecodeFailure) -> [Element] {
        guard let node = self[key] else { return [] }
        guard node.kind == .array else { throw DecodeFailure(.wrongType, path: "\(key)") }
        guard node.count <= limit else { throw DecodeFailure(reason, path: "\(key)", limit: limit) }
        var elements: [Element] = []
        for index in 0..<node.count {
            guard let item = node[index] else { break }
            do {
                if let element = try element(item) { elements.append(element) }
            } catch {
                throw error.under("\(key)", index: index)
            }
        }
        return elements
    }

    /// The elements of an array of objects.
    func objects<Element>(
        _ key: StaticString, atMost limit: Int, _ element: (JSONNode) throws(DecodeFailure) -> Element
    ) throws(DecodeFailure) -> [Element] {
        try list(key, atMost: limit) { (item) throws(DecodeFailure) in
            guard item.kind == .object else { throw DecodeFailure(.wrongType) }
            return try element(item)
        }
    }
}
