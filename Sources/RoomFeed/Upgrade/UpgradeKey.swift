import CLibwebsockets

/// The key of an upgrade request, and the answer that shows that the server knows what a WebSocket is (RFC 6455
/// section 4.1).
struct UpgradeKey: Equatable {
    /// Sixteen random bytes, in base64.
    let text: String

    init(using generator: inout some RandomNumberGenerator) {
        var bytes: [UInt8] = []
        for _ in 0..<2 { withUnsafeBytes(of: generator.next()) { bytes.append(contentsOf: $0) } }
        text = Self.base64(bytes)
    }

    init(text: String) { self.text = text }

    /// What Sec-WebSocket-Accept must say.
    var acceptance: String {
        let bytes = Array((text + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)
        var digest = [UInt8](repeating: 0, count: 20)
        _ = lws_SHA1(bytes, bytes.count, &digest)
        return Self.base64(digest)
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        // Four letters for three bytes, the zero that ends a text in C, and one more, without which it is refused.
        var letters = [CChar](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 2)
        let count = bytes.withUnsafeBytes { bytes in
            lws_b64_encode_string(
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), &letters,
                Int32(letters.count))
        }
        return String(decoding: letters.prefix(Int(count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
