import Glibc

/// The bytes of a text in the making, which are written where there is room for them already.
struct TextRoom: ~Copyable {
    private var start: UnsafeMutablePointer<UInt8>?
    private var capacity = 0
    private(set) var count = 0

    private static let leastRoom = 512

    deinit { free(start) }

    /// Hands over what has been written.
    borrowing func withText<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: start, count: count))
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
        let end = capacity - count < most ? grow(by: most) : start.map { $0 + count }
        guard let end else { return }
        count += body(end) - end
    }

    /// - Returns: where the text ends.
    @inline(never)
    private mutating func grow(by more: Int) -> UnsafeMutablePointer<UInt8> {
        let wanted = max(2 * capacity, count + more, Self.leastRoom)
        // Of what is large the C library moves the pages. An array would copy it to fresh ones, and for the kernel to make a
        // page takes longer than to fill it.
        guard let moved = realloc(start, wanted) else { fatalError("no memory for \(wanted) bytes of text") }
        let start = moved.assumingMemoryBound(to: UInt8.self)
        (self.start, capacity) = (start, wanted)
        return start + count
    }
}
