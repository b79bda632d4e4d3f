import Testing

@testable import RoomFeed

@Suite struct ServerCloseTests {
    @Test func `a good close frame is told and answered with itself`() {
        let payload: [UInt8] = [0x03, 0xE9, 0x62, 0x79, 0x65]
        #expect(ServerClose(payload).failure == .closedByServer(code: 1001, reason: "bye"))
        #expect(ServerClose(payload).answer == payload)
        #expect(ServerClose([]).failure == .closedByServer(code: nil, reason: ""))
        #expect(ServerClose([]).answer == [])
    }

    @Test(
        arguments: [
            ([0x03], "a close frame with half a code", [0x03, 0xEA]),
            ([0x03, 0xED], "a close frame with code 1005", [0x03, 0xEA]),
            ([0xFF, 0xFF, 0x61], "a close frame with code 65535", [0x03, 0xEA]),
            ([0x03, 0xE8, 0xC3], "a close frame whose reason is not UTF-8", [0x03, 0xEF]),
        ] as [([UInt8], String, [UInt8])])
    func `a bad one is answered with what is wrong`(payload: [UInt8], told: String, answer: [UInt8]) {
        #expect(ServerClose(payload).failure == .protocolViolation(told))
        #expect(ServerClose(payload).answer == answer)
    }
}
