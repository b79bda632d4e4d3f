import Glibc

/// The bytes of a text in the making, which are written where there is room for them already.
struct TextRoom: ~Copyable {
    private var start: UnsafeMutablePointer<UInt8>?
    private var capacity = 0
    private(set) var count = 0

    private static let leastRoom = 512

    deinit { free(start) }

    /// What has been written, until more is.
    var text: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

    /// Writes at the end.
    ///
    /// - Parameters:
    ///   - most: bytes that `body` may write.
    ///   - body: returns where what it has written ends.
    @inline(__always)
    mutating func write(
        upTo most: Int, _ body: (UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8>
    ) {
        let end = capacity - count < most ? grow(by: most) : start.map { $0 + count }
        guard let end else { return }
        count += body(end) - end
    }

    /// - Returns: where the text ends.
    @inline(never)
    private mutating func grow(by more: Int) -> UnsafeMutablePointer<UInt8> {
        capacity = max(2 * capacity, count + more, Self.leastRoom)
        // The C library moves the pages of what is large, where an array would write it anew, and memory that is touched first
        // costs more than what is written to it.
        guard let moved = realloc(start, capacity) else { fatalError("no memory for \(capacity) bytes of text") }
        let start = moved.assumingMemoryBound(to: UInt8.self)
        self.start = start
        return start + count
    }
}
