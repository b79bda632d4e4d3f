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

    /// Whether a server may send it: a code of RFC 6455, one that IANA has assigned since (1012…1014), or one of the
    /// ranges for others.
    static func isReceivable(_ code: UInt16) -> Bool {
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }

    /// A close frame's payload.
    static func payload(_ code: UInt16, reason: String = "") -> [UInt8] {
        [UInt8(code >> 8), UInt8(truncatingIfNeeded: code)] + payload(of: reason)
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
