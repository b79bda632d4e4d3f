/// Reads the answer to an upgrade request, as it comes, and judges it (RFC 6455 section 4.1).
struct UpgradeAnswer {
    enum Outcome: Equatable {
        /// There is more of it to come.
        case partial
        /// What follows are frames.
        case accepted
        case refused(FeedFailure)
    }

    /// Status line and headers in all; a larger answer is refused as ``HandshakeFault/badHeaders``.
    static let byteLimit = 8192
    /// The same, of lines.
    static let lineLimit = 100

    private let acceptance: String
    private var line: [UInt8] = []
    private var byteCount = 0
    private var lineCount = 0
    private var status: Int?
    private var isOldHTTP = false
    private var headers = UpgradeHeaders()

    init(to key: UpgradeKey) { acceptance = key.acceptance }

    /// - Parameter input: what has come; what belongs to the answer is taken off its beginning.
    mutating func take(_ input: inout UnsafeRawBufferPointer) -> Outcome {
        while let byte = input.first {
            input = UnsafeRawBufferPointer(rebasing: input.dropFirst())
            byteCount += 1
            guard byteCount <= Self.byteLimit else { return .refused(.handshake(.badHeaders)) }
            guard byte == 0x0A else {
                line.append(byte)
                if status == nil, !Self.canBeHTTP(line) { return .refused(.handshake(.notHTTP)) }
                continue
            }
            lineCount += 1
            guard lineCount <= Self.lineLimit, line.popLast() == 0x0D else {
                return .refused(.handshake(status == nil ? .notHTTP : .badHeaders))
            }
            if let outcome = takeLine() { return outcome }
            line.removeAll(keepingCapacity: true)
        }
        return .partial
    }

    private mutating func takeLine() -> Outcome? {
        guard let status else { return takeStatus() }
        guard line.isEmpty else {
            return headers.take(line) ? nil : .refused(.handshake(.badHeaders))
        }
        guard status == 101 else { return .refused(.status(status, retryAfter: headers.retryAfter)) }
        if isOldHTTP { return .refused(.handshake(.oldHTTP)) }
        return headers.fault(acceptance: acceptance).map { .refused(.handshake($0)) } ?? .accepted
    }

    /// `HTTP/1.1 101 Switching Protocols`: version, three digits, and words that need not be there.
    private mutating func takeStatus() -> Outcome? {
        let parts = line.split(separator: 0x20, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0].count == 8, parts[1].count == 3,
            let status = Int(String(decoding: parts[1], as: UTF8.self)), 100...999 ~= status
        else { return .refused(.handshake(.notHTTP)) }
        self.status = status
        isOldHTTP = parts[0].last != UInt8(ascii: "1")
        return nil
    }

    private static let version = Array("HTTP/1.".utf8)

    private static func canBeHTTP(_ line: [UInt8]) -> Bool {
        line.count > version.count || version.starts(with: line)
    }
}
