/// Counts the heads of requests in the bytes of a connection, and the bytes of the one that has begun, up to the first body. A head ends with an
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
    /// The last head announced a body: what follows is no head, and is not looked at.
    private(set) var isBodyAhead = false
    /// How much of CR LF CR LF was seen last.
    private var matched = 0
    /// The beginning of the line at hand, in lower case.
    private var line: [UInt8] = []
    private var announcesBody = false

    init(limit: Int) { self.limit = limit }

    private static let emptyLine: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]

    /// Goes on with more bytes.
    ///
    /// - Returns: how many of them belong to whole heads that are not too long.
    mutating func take(_ more: UnsafeRawBufferPointer) -> Int {
        if isBodyAhead { return more.count }
        var end = 0
        for (offset, byte) in more.enumerated() {
            bytes += 1
            isTooLong = isTooLong || bytes > limit
            if isTooLong { return end }
            readLine(byte)
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
            if announcesBody {
                isBodyAhead = true
                return more.count
            }
        }
        return end
    }

    /// Bytes of a line that are kept: enough for the fields that are looked for.
    private static let keptBytes = 40

    private mutating func readLine(_ byte: UInt8) {
        guard byte != 0x0A else {
            announcesBody = announcesBody || Self.announcesBody(line)
            return line.removeAll(keepingCapacity: true)
        }
        guard byte != 0x0D, line.count < Self.keptBytes else { return }
        line.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
    }

    /// Whether the field says that a body follows: as the gate has it, any length but 0.
    private static func announcesBody(_ line: [UInt8]) -> Bool {
        let length = Array("content-length:".utf8)
        if line.starts(with: length) {
            let value = line.dropFirst(length.count).filter { $0 != 0x20 && $0 != 0x09 }
            return !value.isEmpty && value != [UInt8(ascii: "0")]
        }
        return line.starts(with: "transfer-encoding:".utf8)
    }
}
