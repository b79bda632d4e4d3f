import Glibc

/// A host and port as they stand in a `Host` header or an origin (RFC 3986 section 3.2, without user information).
package struct Authority: Sendable, Equatable {
    /// Lower case; an IPv6 address without brackets.
    package let host: String
    package let port: Int?

    /// `nil` for what is no authority.
    package init?(_ text: some StringProtocol) {
        let text = text.lowercased()
        let host: Substring
        let rest: Substring
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            host = text[text.index(after: text.startIndex)..<end]
            rest = text[text.index(after: end)...]
            guard Self.isIPv6(host) else { return nil }
        } else {
            let end = text.firstIndex(of: ":") ?? text.endIndex
            host = text[..<end]
            rest = text[end...]
            guard !host.isEmpty, host.utf8.allSatisfy(Self.isNameByte) else { return nil }
        }
        self.host = String(host)
        if rest.isEmpty {
            port = nil
        } else {
            let digits = rest.dropFirst()
            guard rest.hasPrefix(":"), !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }),
                let number = UInt16(digits)
            else { return nil }
            port = Int(number)
        }
    }

    /// `localhost`, a name below it, `127.0.0.0/8` or `::1`.
    package var isLoopback: Bool {
        host == "localhost" || host.hasSuffix(".localhost") || host == "::1"
            || (host.hasPrefix("127.") && Self.isIPv4(host))
    }

    /// Whether the host is an address. No DNS answer can make a page's origin one, so rebinding cannot reach it.
    package var isAddress: Bool { Self.isIPv4(host) || Self.isIPv6(host) }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }

    private static func isIPv4(_ text: some StringProtocol) -> Bool {
        var address = in_addr()
        return inet_pton(AF_INET, String(text), &address) == 1
    }

    private static func isIPv6(_ text: some StringProtocol) -> Bool {
        var address = in6_addr()
        return inet_pton(AF_INET6, String(text), &address) == 1
    }
}
