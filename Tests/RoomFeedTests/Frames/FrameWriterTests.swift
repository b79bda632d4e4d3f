import Testing

@testable import RoomFeed

@Suite struct FrameWriterTests {
    private func frame(_ opcode: Opcode, _ payload: [UInt8], mask: UInt32) -> [UInt8] {
        var bytes: [UInt8] = []
        FrameWriter.append(opcode, payload, mask: mask, to: &bytes)
        return bytes
    }

    @Test func `the masked frame of RFC 6455 section 5_7 is written`() {
        let hello = frame(.text, Array("Hello".utf8), mask: 0x37FA_213D)
        #expect(hello == [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58])
    }

    @Test func `a frame without payload has a mask too`() {
        #expect(frame(.ping, [], mask: 0x0102_0304) == [0x89, 0x80, 1, 2, 3, 4])
    }

    @Test(
        arguments: [
            (125, [0x82, 0xFD]), (126, [0x82, 0xFE, 0, 126]), (65_535, [0x82, 0xFE, 0xFF, 0xFF]),
            (65_536, [0x82, 0xFF, 0, 0, 0, 0, 0, 1, 0, 0]),
        ] as [(Int, [UInt8])])
    func `the shortest form of the length is written`(count: Int, head: [UInt8]) {
        let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let bytes = frame(.binary, payload, mask: 0xA1B2_C3D4)
        #expect(Array(bytes.prefix(head.count)) == head)
        let key: [UInt8] = [0xA1, 0xB2, 0xC3, 0xD4]
        let masked = bytes.dropFirst(head.count)
        #expect(Array(masked.prefix(4)) == key)
        #expect(masked.dropFirst(4).enumerated().map { $1 ^ key[$0 % 4] } == payload)
    }

    @Test func `frames stand one behind the other`() {
        var bytes = frame(.pong, [1], mask: 0)
        FrameWriter.append(.close, [3, 232], mask: 0, to: &bytes)
        #expect(bytes == [0x8A, 0x81, 0, 0, 0, 0, 1, 0x88, 0x82, 0, 0, 0, 0, 3, 232])
    }
}
