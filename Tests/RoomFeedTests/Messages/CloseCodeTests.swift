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
}
