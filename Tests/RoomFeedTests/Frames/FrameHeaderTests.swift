import Testing

@testable import RoomFeed

@Suite struct FrameHeaderTests {
    @Test(
        arguments: [
            ([0x81, 0x05], .text, true, 5, 2),
            ([0x01, 0x00], .text, false, 0, 2),
            ([0x82, 0x7D], .binary, true, 125, 2),
            ([0x80, 0x7E, 0x01, 0x00], .continuation, true, 256, 4),
            ([0x00, 0x7E, 0x00, 0x05], .continuation, false, 5, 4),
            ([0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0], .binary, true, 65_536, 10),
            ([0x82, 0x7F, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .binary, true, .max, 10),
            ([0x88, 0x00], .close, true, 0, 2),
            ([0x89, 0x7D], .ping, true, 125, 2),
            ([0x8A, 0x01], .pong, true, 1, 2),
        ] as [([UInt8], Opcode, Bool, Int, Int)])
    func `a header is read when it is whole, and not before`(
        bytes: [UInt8], opcode: Opcode, isFinal: Bool, length: Int, byteCount: Int
    ) throws {
        let read = try (bytes + [0xFF]).withUnsafeBytes { try FrameHeader.read($0) }
        #expect(read?.header == FrameHeader(opcode: opcode, isFinal: isFinal, length: length))
        #expect(read?.byteCount == byteCount)
        for count in 0..<byteCount {
            let part = try bytes.prefix(count).withUnsafeBytes { try FrameHeader.read($0) }
            #expect(part == nil)
        }
    }

    @Test(
        arguments: [
            ([0xC1], .reservedBits), ([0xA1], .reservedBits), ([0x91], .reservedBits), ([0xF3], .reservedBits),
            ([0x83], .reservedOpcode(3)), ([0x07], .reservedOpcode(7)), ([0x8B], .reservedOpcode(11)),
            ([0x8F], .reservedOpcode(15)),
            ([0x08], .fragmentedControl), ([0x09], .fragmentedControl), ([0x0A], .fragmentedControl),
            ([0x81, 0x80], .masked), ([0x89, 0x85], .masked), ([0x82, 0xFF], .masked),
            ([0x89, 0x7E], .longControl), ([0x88, 0x7E], .longControl), ([0x8A, 0x7F], .longControl),
            ([0x81, 0x7F, 0x80], .lengthTooLong), ([0x82, 0x7F, 0xFF], .lengthTooLong),
        ] as [([UInt8], FrameFault)])
    func `what is wrong is told at the byte that says it`(bytes: [UInt8], fault: FrameFault) throws {
        #expect(throws: fault) { try bytes.withUnsafeBytes { try FrameHeader.read($0) } }
        let before = try bytes.dropLast().withUnsafeBytes { try FrameHeader.read($0) }
        #expect(before == nil)
        #expect(!fault.description.isEmpty)
    }
}
