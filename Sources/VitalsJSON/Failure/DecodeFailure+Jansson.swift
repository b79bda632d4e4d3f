import CJansson

extension DecodeFailure {
    /// Names what jansson found wrong with `bytes`.
    ///
    /// - Parameter isUnfinished: the text ends within a string, an object or an array.
    init(_ error: json_error_t, in bytes: UnsafeRawBufferPointer, isUnfinished: Bool) {
        let offset = max(0, min(Int(error.position), bytes.count))
        let excerpt = Excerpt.before(offset, in: bytes)
        let reason: Reason
        var error = error
        switch json_error_code(rawValue: UInt32(shim_json_error_code(&error))) {
        case json_error_premature_end_of_input: reason = .truncated
        case json_error_duplicate_key: reason = .duplicateKey
        case json_error_numeric_overflow: reason = .numberOutOfRange
        case json_error_null_byte_in_key, json_error_null_character: reason = .nulCharacter
        case json_error_stack_overflow: reason = .tooDeep
        case json_error_out_of_memory: reason = .outOfMemory
        case json_error_invalid_utf8:
            reason = isUnfinished && Self.isStartOfSequence(bytes[offset...]) ? .truncated : .notUTF8
        default:
            if isUnfinished && offset == bytes.count && !Self.isStructural(bytes.last) {
                // Half a word, number or escape: jansson calls it a syntax error.
                reason = .truncated
            } else if String(cString: shim_json_error_text(&error)).hasPrefix("invalid Unicode '") {
                reason = .loneSurrogate
            } else if Self.namesBadNumber(bytes, endingAt: offset) {
                reason = .badNumber
            } else {
                reason = .syntax
            }
        }
        self.init(reason, offset: offset, line: max(1, Int(error.line)), excerpt: excerpt)
    }

    /// Whether the byte is a whole token by itself, so that nothing is missing from it.
    private static func isStructural(_ byte: UInt8?) -> Bool {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ":"),
            UInt8(ascii: ","):
            true
        default: false
        }
    }

    /// Whether the bytes are the beginning of one UTF-8 sequence that is cut off.
    private static func isStartOfSequence(_ bytes: Slice<UnsafeRawBufferPointer>) -> Bool {
        guard let first = bytes.first else { return false }
        let length =
            switch first {
            case 0xC2...0xDF: 2
            case 0xE0...0xEF: 3
            case 0xF0...0xF4: 4
            default: 0
            }
        return bytes.count < length && bytes.dropFirst().allSatisfy { 0x80...0xBF ~= $0 }
    }

    /// Whether the text up to `offset` ends in (-)NaN or (-)Infinity, or in the minus before it.
    private static func namesBadNumber(_ bytes: UnsafeRawBufferPointer, endingAt offset: Int) -> Bool {
        for name in ["NaN", "Infinity"] as [StaticString] {
            let wanted = UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
            let before = bytes[..<offset].suffix(wanted.count)
            if before.elementsEqual(wanted) { return true }
            if bytes[..<offset].last == UInt8(ascii: "-") && bytes[offset...].starts(with: wanted) { return true }
        }
        return false
    }
}
