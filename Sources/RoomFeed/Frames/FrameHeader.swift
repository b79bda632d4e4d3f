/// The beginning of a frame from a server (RFC 6455 section 5.2), checked in the order of its bytes.
struct FrameHeader: Equatable {
    /// Two bytes, and eight more for the longest form of a length; a server's frame has no mask.
    static let byteLimit = 10

    var opcode: Opcode
    var isFinal: Bool
    /// Bytes of payload, as it claims.
    var length: Int

    /// Reads a header from the beginning of `bytes`, which may end anywhere.
    ///
    /// What is wrong is told as soon as the byte that says it is there, so that it does not depend on how the stream
    /// was cut.
    ///
    /// - Returns: the header and how many bytes it takes; `nil` where there is more of it to come.
    static func read(_ bytes: UnsafeRawBufferPointer) throws(FrameFault) -> (header: FrameHeader, byteCount: Int)? {
        guard let first = bytes.first else { return nil }
        if first & 0x70 != 0 { throw .reservedBits }
        guard let opcode = Opcode(rawValue: first & 0x0F) else { throw .reservedOpcode(first & 0x0F) }
        let isFinal = first & 0x80 != 0
        if opcode.isControl, !isFinal { throw .fragmentedControl }
        guard bytes.count >= 2 else { return nil }
        let second = bytes[1]
        if second & 0x80 != 0 { throw .masked }
        let short = Int(second & 0x7F)
        if opcode.isControl, short > Opcode.controlLimit { throw .longControl }
        switch short {
        case 126:
            guard bytes.count >= 4 else { return nil }
            return (FrameHeader(opcode: opcode, isFinal: isFinal, length: Int(bytes[2]) << 8 | Int(bytes[3])), 4)
        case 127:
            guard bytes.count >= 3 else { return nil }
            if bytes[2] & 0x80 != 0 { throw .lengthTooLong }
            guard bytes.count >= byteLimit else { return nil }
            let length = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt64.self))
            return (FrameHeader(opcode: opcode, isFinal: isFinal, length: Int(length)), byteLimit)
        default: return (FrameHeader(opcode: opcode, isFinal: isFinal, length: short), 2)
        }
    }
}

/// RFC 6455 section 11.8.
enum Opcode: UInt8 {
    case continuation = 0
    case text = 1
    case binary = 2
    case close = 8
    case ping = 9
    case pong = 10

    /// Bytes of payload in a control frame (section 5.5).
    static let controlLimit = 125

    var isControl: Bool { rawValue & 8 != 0 }
}

/// How a server's frames break RFC 6455.
enum FrameFault: Error, Equatable {
    case reservedBits
    case reservedOpcode(UInt8)
    case masked
    case fragmentedControl, longControl
    case continuationOfNothing, messageWithinMessage
    case lengthTooLong
}

extension FrameFault: CustomStringConvertible {
    var description: String {
        switch self {
        case .reservedBits: "a frame with reserved bits set"
        case .reservedOpcode(let opcode): "a frame with the reserved opcode \(opcode)"
        case .masked: "a masked frame"
        case .fragmentedControl: "a control frame in fragments"
        case .longControl: "a control frame of more than \(Opcode.controlLimit) bytes"
        case .continuationOfNothing: "a continuation without a message"
        case .messageWithinMessage: "a new message before the last one's end"
        case .lengthTooLong: "a frame whose length has its top bit set"
        }
    }
}
