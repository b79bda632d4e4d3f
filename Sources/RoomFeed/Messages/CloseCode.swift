/// Close codes and reasons as RFC 6455 section 7.4 allows them in a frame.
enum CloseCode {
    /// A control frame has 125 bytes, of which the code takes two.
    static let reasonLimit = 123

    static func sendable(_ code: UInt16) -> UInt16 {
        switch code {
        case 1000...1003, 1007...1011, 3000...4999: code
        default: 1000
        }
    }

    /// The reason's bytes, cut at a character.
    static func payload(of reason: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for character in reason {
            let more = character.utf8
            if bytes.count + more.count > reasonLimit { break }
            bytes.append(contentsOf: more)
        }
        return bytes
    }
}
