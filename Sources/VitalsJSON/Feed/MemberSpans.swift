/// Where the members of an object stand in a JSON text, so that a text can be changed without rewriting what is kept.
///
/// The text must have been parsed before: whatever is not well-formed is found by the parser, not here.
struct MemberSpans {
    struct Member {
        /// The name with its quotes, as written.
        var name: Range<Int>
        var value: Range<Int>
        var whole: Range<Int> { name.lowerBound..<value.upperBound }
    }

    private(set) var members: [Member] = []

    /// - Parameters:
    ///   - bytes: a whole JSON text.
    ///   - start: where in it the object's opening brace, or white space before it, stands.
    init(in bytes: UnsafeRawBufferPointer, from start: Int = 0) {
        var cursor = Cursor(bytes: bytes, position: start)
        cursor.skipSpace()
        cursor.position += 1
        while true {
            cursor.skipSpace()
            guard cursor.current == UInt8(ascii: "\"") else { return }
            let name = cursor.skipValue()
            cursor.skipSpace()
            cursor.position += 1
            cursor.skipSpace()
            let value = cursor.skipValue()
            members.append(Member(name: name, value: value))
            cursor.skipSpace()
            guard cursor.current == UInt8(ascii: ",") else { return }
            cursor.position += 1
        }
    }

    private struct Cursor {
        let bytes: UnsafeRawBufferPointer
        var position: Int

        var current: UInt8? { position < bytes.count ? bytes[position] : nil }

        mutating func skipSpace() {
            while let byte = current, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
        }

        /// Skips one string, object, array, number or word and answers where it stands.
        mutating func skipValue() -> Range<Int> {
            let start = position
            var depth = 0
            while let byte = current {
                switch byte {
                case UInt8(ascii: "\""):
                    skipString()
                    if depth == 0 { return start..<position }
                case UInt8(ascii: "{"), UInt8(ascii: "["):
                    depth += 1
                    position += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    if depth == 0 { return start..<position }
                    depth -= 1
                    position += 1
                    if depth == 0 { return start..<position }
                case UInt8(ascii: ","), 0x20, 0x09, 0x0A, 0x0D:
                    if depth == 0 { return start..<position }
                    position += 1
                default:
                    position += 1
                }
            }
            return start..<position
        }

        private mutating func skipString() {
            position += 1
            while let byte = current, byte != UInt8(ascii: "\"") {
                position += byte == UInt8(ascii: "\\") ? 2 : 1
            }
            position = min(position + 1, bytes.count)
        }
    }
}
