import NIOCore
import NIOWebSocket
import Testing

@testable import Relay

@Suite struct MessageAssemblerTests {
    private func frame(
        _ opcode: WebSocketOpcode, _ payload: [UInt8], fin: Bool = true, masked: Bool = true
    ) -> WebSocketFrame {
        let key: WebSocketMaskingKey? = masked ? [1, 2, 3, 4] : nil
        var data = ByteBuffer(bytes: payload)
        if let key { data.webSocketMask(key) }
        return WebSocketFrame(fin: fin, opcode: opcode, maskKey: key, data: data)
    }

    private func assembler(bytes: Int = 100, fragments: Int = 4, binary: Bool = false) -> MessageAssembler {
        MessageAssembler(maxMessageBytes: bytes, maxFragments: fragments, acceptsBinary: binary)
    }

    private func code(_ step: MessageAssembler.Step) -> UInt16? {
        guard case .failure(let code, _) = step else { return nil }
        return code.rawValue
    }

    private func text(_ step: MessageAssembler.Step) -> String? {
        guard case .message(let message) = step else { return nil }
        return String(buffer: message.payload)
    }

    @Test func fragmentsMakeOneMessageWithPingsInBetween() {
        var assembler = assembler()
        #expect(assembler.accept(frame(.text, Array("ab".utf8), fin: false)) == .incomplete)
        #expect(assembler.accept(frame(.ping, [7])) == .ping(ByteBuffer(bytes: [7])))
        #expect(assembler.accept(frame(.continuation, [], fin: false)) == .incomplete)
        #expect(text(assembler.accept(frame(.continuation, Array("cd".utf8)))) == "abcd")
        #expect(text(assembler.accept(frame(.text, Array("next".utf8)))) == "next")
    }

    @Test func theMaskComesOffAtAnyLength() {
        for length in 0...40 {
            let payload = (0..<length).map { UInt8($0 &* 7 & 0x7F) }
            var assembler = assembler()
            #expect(
                assembler.accept(frame(.text, payload))
                    == .message(WebSocketMessage(isText: true, payload: ByteBuffer(bytes: payload))))
        }
    }

    @Test func theLimitsAreExact() {
        var assembler = assembler(bytes: 5, fragments: 3)
        #expect(text(assembler.accept(frame(.text, Array("12345".utf8)))) == "12345")
        #expect(code(assembler.accept(frame(.text, Array("123456".utf8)))) == 1009)

        assembler = self.assembler(bytes: 5, fragments: 3)
        _ = assembler.accept(frame(.text, Array("123".utf8), fin: false))
        #expect(code(assembler.accept(frame(.continuation, Array("456".utf8)))) == 1009)

        assembler = self.assembler(bytes: 5, fragments: 3)
        for opcode in [WebSocketOpcode.text, .continuation, .continuation] {
            #expect(assembler.accept(frame(opcode, [0x61], fin: false)) == .incomplete)
        }
        #expect(code(assembler.accept(frame(.continuation, []))) == 1009)
    }

    @Test func fragmentsMustBeInOrder() {
        var assembler = assembler()
        #expect(code(assembler.accept(frame(.continuation, [0x61]))) == 1002)
        assembler = self.assembler()
        _ = assembler.accept(frame(.text, [0x61], fin: false))
        #expect(code(assembler.accept(frame(.text, [0x61]))) == 1002)
    }

    @Test func textIsCheckedAcrossFragments() {
        var assembler = assembler()
        _ = assembler.accept(frame(.text, [0xE2, 0x82], fin: false))
        #expect(text(assembler.accept(frame(.continuation, [0xAC]))) == "€")
        _ = assembler.accept(frame(.text, [0xE2, 0x82], fin: false))
        #expect(code(assembler.accept(frame(.continuation, [0x28], fin: false))) == 1007)
        assembler = self.assembler()
        #expect(code(assembler.accept(frame(.text, [0xE2, 0x82]))) == 1007)
    }

    @Test func binaryIsTakenOnlyWhereWanted() {
        var assembler = assembler()
        #expect(code(assembler.accept(frame(.binary, [0xFF]))) == 1003)
        assembler = self.assembler(binary: true)
        #expect(
            assembler.accept(frame(.binary, [0xFF]))
                == .message(WebSocketMessage(isText: false, payload: ByteBuffer(bytes: [0xFF]))))
    }

    @Test func unmaskedFramesReservedBitsAndReservedOpcodesBreakTheProtocol() throws {
        var assembler = assembler()
        #expect(code(assembler.accept(frame(.text, [0x61], masked: false))) == 1002)
        for bits: WebSocketFrame.ReservedBits in [.rsv1, .rsv2, .rsv3] {
            var reserved = frame(.text, [0x61])
            reserved.reservedBits = bits
            #expect(code(assembler.accept(reserved)) == 1002)
        }
        for number: UInt8 in [3, 4, 5, 6, 7, 11, 12, 13, 14, 15] {
            let opcode = try #require(WebSocketOpcode(encodedWebSocketOpcode: number))
            #expect(code(assembler.accept(frame(opcode, []))) == 1002)
        }
    }

    @Test(
        arguments: [
            ([], nil), ([0x03, 0xE8], 1000), ([0x03, 0xE9, 0x61], 1001), ([0x0B, 0xB8], 3000), ([0x13, 0x87], 4999),
        ] as [([UInt8], UInt16?)])
    func closeFramesWithAnAllowedCode(body: [UInt8], expected: UInt16?) {
        var assembler = assembler()
        #expect(assembler.accept(frame(.connectionClose, body)) == .close(expected.map(CloseCode.init(rawValue:))))
    }

    @Test(
        arguments: [
            ([0x03], 1002), ([0x00, 0x00], 1002), ([0x03, 0xE7], 1002), ([0x03, 0xEC], 1002), ([0x03, 0xED], 1002),
            ([0x03, 0xEE], 1002), ([0x03, 0xF7], 1002), ([0x04, 0x4C], 1002), ([0x07, 0xD0], 1002),
            ([0x13, 0x88], 1002),
            ([0xFF, 0xFF], 1002), ([0x03, 0xE8, 0xFF], 1007), ([0x03, 0xE8, 0xE2, 0x82], 1007),
        ] as [([UInt8], UInt16)])
    func closeFramesThatAreWrong(body: [UInt8], expected: UInt16) {
        var assembler = assembler()
        #expect(code(assembler.accept(frame(.connectionClose, body))) == expected)
    }
}
