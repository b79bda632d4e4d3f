/// Makes a client's frames: whole messages and control frames, masked (RFC 6455 section 5.3).
enum FrameWriter {
    /// - Parameters:
    ///   - mask: from a generator that nobody can predict, another one for every frame.
    ///   - frames: what the frame is put behind.
    static func append(_ opcode: Opcode, _ payload: [UInt8], mask: UInt32, to frames: inout [UInt8]) {
        frames.reserveCapacity(frames.count + payload.count + 14)
        frames.append(0x80 | opcode.rawValue)
        switch payload.count {
        case ..<126: frames.append(0x80 | UInt8(payload.count))
        case ...0xFFFF:
            frames.append(0x80 | 126)
            withUnsafeBytes(of: UInt16(payload.count).bigEndian) { frames.append(contentsOf: $0) }
        default:
            frames.append(0x80 | 127)
            withUnsafeBytes(of: UInt64(payload.count).bigEndian) { frames.append(contentsOf: $0) }
        }
        let key = withUnsafeBytes(of: mask.bigEndian) { [$0[0], $0[1], $0[2], $0[3]] }
        frames.append(contentsOf: key)
        for (index, byte) in payload.enumerated() { frames.append(byte ^ key[index & 3]) }
    }
}
