/// Bytes that are under way to the socket: one frame, or the request, with what TLS makes of it.
///
/// A frame is put in when all has gone, so that it is bounded by the largest message; what TLS says for itself comes at
/// any time, and whoever puts that in looks at the count.
struct OutgoingBytes {
    /// As much memory is kept when all has gone.
    private static let keptBytes = 65_536

    private var bytes: [UInt8] = []
    private var sent = 0

    var count: Int { bytes.count - sent }
    var isEmpty: Bool { count == 0 }

    /// - Parameter write: puts bytes behind those that are given to it.
    mutating func append(_ write: (inout [UInt8]) -> Void) {
        if sent > Self.keptBytes {
            bytes.removeFirst(sent)
            sent = 0
        }
        write(&bytes)
    }

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
