import Testing

@testable import RoomFeed

@Suite struct UpgradeRequestTests {
    @Test(arguments: ["eyJ", nil])
    func `the request is these bytes`(token: String?) {
        let request = UpgradeRequest(
            target: "/rtc?room=a%20b", host: "relay.example:9464", key: UpgradeKey(text: "dGhlIHNhbXBsZSBub25jZQ=="),
            userAgent: "roomvitals", token: token)
        let authorization = token.map { "Authorization: Bearer \($0)\r\n" } ?? ""
        #expect(
            String(decoding: request.bytes, as: UTF8.self)
                == "GET /rtc?room=a%20b HTTP/1.1\r\nHost: relay.example:9464\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Version: 13\r\nUser-Agent: roomvitals\r\n" + authorization + "\r\n")
    }
}
