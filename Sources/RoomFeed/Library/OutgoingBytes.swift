/// Bytes that are under way to the socket: one frame, or the request, with what TLS makes of it.
///
/// More is put in when all of it has gone, so that it is bounded by the largest message.
struct OutgoingBytes {
    /// As much memory is kept when all has gone.
    private static let keptBytes = 65_536

    private var bytes: [UInt8] = []
    private var sent = 0

    var isEmpty: Bool { sent == bytes.count }

    mutating func append(_ more: [UInt8]) { bytes += more }

    mutating func append(_ body: (inout [UInt8]) -> Void) { body(&bytes) }

    /// Offers what is left to `write`, until nothing is, or nothing is taken.
    ///
    /// - Parameter write: how many bytes were taken; 0 or less where none.
    /// - Returns: the last result of `write`; the count of what was sent before where there was nothing.
    mutating func flush(_ write: (UnsafeRawBufferPointer) -> Int) -> Int {
        var taken = 0
        while !isEmpty {
            taken = bytes.withUnsafeBytes { bytes in write(UnsafeRawBufferPointer(rebasing: bytes[sent...])) }
            if taken <= 0 { return taken }
            sent += taken
        }
        removeAll()
        return taken
    }

    mutating func removeAll() {
        if bytes.capacity > Self.keptBytes { bytes = [] } else { bytes.removeAll(keepingCapacity: true) }
        sent = 0
    }
}
