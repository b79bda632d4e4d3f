/// The request that asks a server to speak WebSocket (RFC 6455 section 4.1): no Origin, for this is no browser, no
/// extension and no subprotocol.
struct UpgradeRequest {
    /// Path and query.
    var target: String
    var host: String
    var key: UpgradeKey
    var userAgent: String
    /// Sent as `Authorization: Bearer …`.
    var token: String?

    var bytes: [UInt8] {
        var text = "GET \(target) HTTP/1.1\r\nHost: \(host)\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        text += "Sec-WebSocket-Key: \(key.text)\r\nSec-WebSocket-Version: 13\r\nUser-Agent: \(userAgent)\r\n"
        if let token { text += "Authorization: Bearer \(token)\r\n" }
        return Array((text + "\r\n").utf8)
    }
}
