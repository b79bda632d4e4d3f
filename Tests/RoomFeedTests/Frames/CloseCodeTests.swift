import Testing

@testable import RoomFeed

@Suite struct CloseCodeTests {
    @Test(
        arguments: [
            (1000, 1000), (1001, 1001), (1011, 1011), (3000, 3000), (4999, 4999), (0, 1000), (999, 1000), (1004, 1000),
            (1005, 1000), (1006, 1000), (1015, 1000), (2999, 1000), (5000, 1000), (65535, 1000),
        ] as [(UInt16, UInt16)])
    func `codes that must not stand in a frame are not sent`(asked: UInt16, sent: UInt16) {
        #expect(CloseCode.sendable(asked) == sent)
    }

    @Test func `a reason is cut between characters`() {
        #expect(CloseCode.payload(of: "bye") == Array("bye".utf8))
        let long = String(repeating: "\u{20AC}", count: 60)
        #expect(CloseCode.payload(of: long) == Array(String(repeating: "\u{20AC}", count: 41).utf8))
    }

    @Test(
        arguments: [
            (999, false), (1000, true), (1003, true), (1004, false), (1006, false), (1007, true), (1014, true),
            (1015, false), (2999, false), (3000, true), (4999, true), (5000, false),
        ] as [(UInt16, Bool)])
    func `codes that a server may send are told from those that it must not`(code: UInt16, isReceivable: Bool) {
        #expect(CloseCode.isReceivable(code) == isReceivable)
    }

    @Test func `a payload is the code and the reason`() {
        #expect(CloseCode.payload(1001, reason: "bye") == [0x03, 0xE9, 0x62, 0x79, 0x65])
        #expect(CloseCode.payload(1000, reason: String(repeating: "x", count: 200)).count == 125)
    }
}
