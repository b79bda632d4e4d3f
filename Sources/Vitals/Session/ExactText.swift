/// A name as a key, compared byte by byte: identities are bytes to LiveKit, where Swift's strings take a composed and a
/// decomposed é for the same.
package struct ExactText: Sendable, Hashable {
    package let text: String

    package init(_ text: String) { self.text = text }

    package static func == (left: ExactText, right: ExactText) -> Bool {
        isSame(left.text, right.text)
    }

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }

    /// Whether two texts have the same bytes.
    @inline(__always)
    static func isSame(_ left: String, _ right: String) -> Bool {
        // Short texts lie in the value itself, and decoders hand out long ones again.
        let (mine, theirs) = (unsafeBitCast(left, to: SIMD2<UInt64>.self), unsafeBitCast(right, to: SIMD2<UInt64>.self))
        return mine == theirs || hasSameBytes(left, right)
    }

    private static func hasSameBytes(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count else { return false }
        var (left, right) = (left, right)
        return left.withUTF8 { left in
            right.withUTF8 { right in
                let (left, right) = (UnsafeRawBufferPointer(left), UnsafeRawBufferPointer(right))
                var place = 0
                while place + 8 <= left.count {
                    guard
                        left.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                            == right.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                    else { return false }
                    place += 8
                }
                while place < left.count {
                    guard left[place] == right[place] else { return false }
                    place += 1
                }
                return true
            }
        }
    }
}
