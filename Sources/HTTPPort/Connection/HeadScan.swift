/// Counts the heads of requests in the bytes of a connection, and the bytes of the one that has begun. A head ends with an
/// empty line (RFC 9112, 2.1); a connection on which something else stands for it is no HTTP to the parser either.
struct HeadScan {
    /// Bytes that a head may have.
    let limit: Int
    /// A head had more: behind it nothing is counted any more.
    private(set) var isTooLong = false
    /// Whole heads so far.
    private(set) var count = 0
    /// Bytes behind the last of them.
    private(set) var bytes = 0
    /// How much of CR LF CR LF was seen last.
    private var matched = 0

    init(limit: Int) { self.limit = limit }

    private static let emptyLine: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]

    /// Goes on with more bytes.
    ///
    /// - Returns: how many of them belong to whole heads that are not too long.
    mutating func take(_ more: UnsafeRawBufferPointer) -> Int {
        var end = 0
        for (offset, byte) in more.enumerated() {
            bytes += 1
            isTooLong = isTooLong || bytes > limit
            if isTooLong { return end }
            if byte == Self.emptyLine[matched] {
                matched += 1
            } else {
                matched = byte == Self.emptyLine[0] ? 1 : 0
            }
            guard matched == Self.emptyLine.count else { continue }
            // Empty lines before a request line are no head (RFC 9112, 2.2).
            if bytes > matched { count += 1 }
            (bytes, matched) = (0, 0)
            end = offset + 1
        }
        return end
    }
}
