import Glibc

/// Standard output for results of any size, written in large pieces.
package struct ResultStream: ~Copyable {
    private static let pieceBytes = 256 << 10

    private var buffer: [UInt8] = []
    /// Whether standard output has taken everything so far.
    package private(set) var isOpen = true
    /// Whether the reader closed its end, as `head` does: no failure of ours.
    package private(set) var readerLeft = false

    package init() {
        buffer.reserveCapacity(2 * Self.pieceBytes)
    }

    package mutating func write(_ bytes: UnsafeRawBufferPointer) {
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.pieceBytes { flush() }
    }

    package mutating func flush() {
        guard isOpen else { return }
        isOpen = buffer.withUnsafeBytes { Console.write($0, to: STDOUT_FILENO) }
        readerLeft = !isOpen && errno == EPIPE
        buffer.removeAll(keepingCapacity: true)
    }
}
