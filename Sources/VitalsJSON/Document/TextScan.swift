/// One pass over JSON text before it is parsed: what must be known before memory and stack are spent on it.
struct TextScan {
    /// The text ended within a string, an object or an array.
    private(set) var isUnfinished = false

    /// - Throws: `empty`, `byteOrderMark`, `nulCharacter`, `tooDeep`, `tooManyContainers`. Anything else that is wrong
    ///   with the text is left to the parser.
    init(_ bytes: UnsafeRawBufferPointer, limits: DecodeLimits) throws(DecodeFailure) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw DecodeFailure(.byteOrderMark, offset: 3, line: 1)
        }
        var depth = 0
        var containers = 0
        var isBlank = true
        var isInString = false
        var isEscaped = false
        for (offset, byte) in bytes.enumerated() {
            if byte == 0 {
                throw DecodeFailure(.nulCharacter, offset: offset + 1, excerpt: Excerpt.before(offset + 1, in: bytes))
            }
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""):
                isInString = true
                isBlank = false
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                containers += 1
                isBlank = false
                guard depth <= limits.depth else {
                    throw DecodeFailure(.tooDeep, offset: offset + 1, limit: limits.depth)
                }
                guard containers <= limits.containers else {
                    throw DecodeFailure(.tooManyContainers, offset: offset + 1, limit: limits.containers)
                }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                // Below 0 the text is no JSON, which the parser says better.
                depth = max(0, depth - 1)
                isBlank = false
            case 0x20, 0x09, 0x0A, 0x0D:
                break
            default:
                isBlank = false
            }
        }
        if isBlank { throw DecodeFailure(.empty) }
        isUnfinished = isInString || depth > 0
    }
}
