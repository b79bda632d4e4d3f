/// Checks that the pieces of a text are UTF-8 (RFC 3629), as they come: a character may be cut between two of them, and
/// bad text is known at its first bad byte.
package struct UTF8Validation: Sendable {
    /// Bytes that the character under way still needs.
    private var due = 0
    /// What the next byte must lie in; narrower than 80…BF after E0, ED, F0 and F4 (Unicode table 3-7).
    private var low: UInt8 = 0x80
    private var high: UInt8 = 0xBF

    package init() {}

    /// Whether no character is under way.
    package var isComplete: Bool { due == 0 }

    /// - Returns: whether the text can still be UTF-8.
    package mutating func take(_ piece: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while index < piece.count {
            if due == 0 {
                index = Self.endOfASCII(in: piece, from: index)
                if index == piece.count { break }
                guard begin(piece[index]) else { return false }
            } else {
                let byte = piece[index]
                guard byte >= low, byte <= high else { return false }
                due -= 1
                (low, high) = (0x80, 0xBF)
            }
            index += 1
        }
        return true
    }

    package mutating func reset() { self = UTF8Validation() }

    private mutating func begin(_ byte: UInt8) -> Bool {
        switch byte {
        case 0xC2...0xDF: due = 1
        case 0xE0: (due, low) = (2, 0xA0)
        case 0xE1...0xEC, 0xEE...0xEF: due = 2
        case 0xED: (due, high) = (2, 0x9F)
        case 0xF0: (due, low) = (3, 0x90)
        case 0xF1...0xF3: due = 3
        case 0xF4: (due, high) = (3, 0x8F)
        default: return false
        }
        return true
    }

    /// The index of the first byte beyond ASCII, looking at 64 bytes at a time, and at eight where there are fewer.
    private static func endOfASCII(in piece: UnsafeRawBufferPointer, from start: Int) -> Int {
        var index = start
        while piece.count - index >= 64 {
            let first = word(piece, index) | word(piece, index + 8) | word(piece, index + 16) | word(piece, index + 24)
            let second =
                word(piece, index + 32) | word(piece, index + 40) | word(piece, index + 48) | word(piece, index + 56)
            if (first | second) & beyondASCII != 0 { break }
            index += 64
        }
        while piece.count - index >= 8, word(piece, index) & beyondASCII == 0 { index += 8 }
        while index < piece.count, piece[index] < 0x80 { index += 1 }
        return index
    }

    private static let beyondASCII: UInt64 = 0x8080_8080_8080_8080

    private static func word(_ piece: UnsafeRawBufferPointer, _ index: Int) -> UInt64 {
        piece.loadUnaligned(fromByteOffset: index, as: UInt64.self)
    }
}
