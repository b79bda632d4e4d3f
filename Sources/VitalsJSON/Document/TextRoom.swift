/// The bytes of a text in the making, which are written where there is room for them already.
struct TextRoom {
    /// What is written, and room behind it.
    private var bytes: [UInt8] = []
    private(set) var count = 0

    private static let leastRoom = 512

    /// Gives away what has been written, and begins anew.
    mutating func take() -> [UInt8] {
        var text: [UInt8] = []
        // The only owner of its memory, so that to leave the room behind it does not copy it.
        swap(&text, &bytes)
        text.removeLast(text.count - count)
        count = 0
        return text
    }

    /// Writes at the end.
    ///
    /// - Parameters:
    ///   - most: bytes that `body` may write.
    ///   - body: returns where what it has written ends.
    @inline(__always)
    mutating func write(
        upTo most: Int, _ body: (UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8>
    ) {
        if bytes.count - count < most { grow(by: most) }
        let from = count
        count += bytes.withUnsafeMutableBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return 0 }
            return body(start + from) - (start + from)
        }
    }

    @inline(never)
    private mutating func grow(by more: Int) {
        let wanted = max(2 * bytes.count, count + more, Self.leastRoom)
        bytes = Array(unsafeUninitializedCapacity: wanted) { [count] room, initialised in
            let written = room[..<count].initialize(fromContentsOf: bytes[..<count])
            room[written...].initialize(repeating: 0)
            initialised = wanted
        }
    }
}
