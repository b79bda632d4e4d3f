import WireText

/// Where a feed is served: a `ws://` or `wss://` URL, taken apart.
///
/// The description leaves the query out, because a token may be in it.
package struct FeedEndpoint: Sendable, Equatable {
    package let isSecure: Bool
    /// A name, an IPv4 address, or an IPv6 address without its brackets.
    package let host: String
    package let port: UInt16
    /// Begins with `/`, percent-encoded.
    package let path: String
    /// Percent-encoded, without the `?`; empty where there is none.
    package let query: String

    /// Bytes of a name: no name of the DNS is longer.
    package static let hostLimit = 253
    /// Bytes of path and query: far from the 8,000 that every server should take in a request line (RFC 9112 section 3).
    package static let targetLimit = 2000

    /// - Throws: ``FeedEndpointError``, which names the part that is wrong.
    package init(_ url: String) throws(FeedEndpointError) {
        guard let schemeEnd = url.firstRange(of: "://") else { throw .scheme(nil) }
        switch url[..<schemeEnd.lowerBound].lowercased() {
        case "ws": isSecure = false
        case "wss": isSecure = true
        case let other: throw .scheme(other)
        }
        let rest = url[schemeEnd.upperBound...]
        if rest.contains("#") { throw .fragment }
        let authorityEnd = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let authority = rest[..<authorityEnd]
        if authority.contains("@") { throw .userInfo }
        let portText: Substring?
        (host, portText) = try Self.hostAndPort(of: authority)
        port = try Self.port(portText, isSecure: isSecure)

        let target = rest[authorityEnd...]
        let pathEnd = target.firstIndex(of: "?") ?? target.endIndex
        let path = try Self.encoded(target[..<pathEnd])
        self.path = path.isEmpty ? "/" : path
        query = pathEnd == target.endIndex ? "" : try Self.encoded(target[target.index(after: pathEnd)...])
        if requestTarget().utf8.count > Self.targetLimit { throw .tooLong(limit: Self.targetLimit) }
    }

    /// The feed's own path, `/rtc` below whatever path the URL names, as LiveKit's clients have it.
    package func withFeedPath() -> FeedEndpoint {
        guard !path.hasSuffix("/rtc") else { return self }
        let below = path.hasSuffix("/") ? path + "rtc" : path + "/rtc"
        return FeedEndpoint(isSecure: isSecure, host: host, port: port, path: below, query: query)
    }

    private init(isSecure: Bool, host: String, port: UInt16, path: String, query: String) {
        self.isSecure = isSecure
        self.host = host
        self.port = port
        self.path = path
        self.query = query
    }

    /// Path and query as they stand in the request line, with `items` added to the query.
    package func requestTarget(adding items: [FeedCredentials.QueryItem] = []) -> String {
        var query = query
        for item in items {
            if !query.isEmpty { query += "&" }
            query += PercentEncoding.component(item.name) + "=" + PercentEncoding.component(item.value)
        }
        return query.isEmpty ? path : path + "?" + query
    }

    /// The `Host` header: the port stands in it where it is not the scheme's own.
    package var hostHeader: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == Self.standardPort(isSecure: isSecure) ? name : "\(name):\(port)"
    }
}

extension FeedEndpoint: CustomStringConvertible {
    package var description: String { "\(isSecure ? "wss" : "ws")://\(hostHeader)\(path)" }
}

extension FeedEndpoint {
    private static func standardPort(isSecure: Bool) -> UInt16 { isSecure ? 443 : 80 }

    private static func port(_ text: Substring?, isSecure: Bool) throws(FeedEndpointError) -> UInt16 {
        guard let text, !text.isEmpty else { return standardPort(isSecure: isSecure) }
        guard text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }), let port = UInt16(text), port > 0
        else { throw .port(String(text)) }
        return port
    }

    private static func hostAndPort(of authority: Substring) throws(FeedEndpointError) -> (String, Substring?) {
        if authority.first == "[" {
            guard let end = authority.firstIndex(of: "]") else { throw .host(String(authority)) }
            let address = String(authority[authority.index(after: authority.startIndex)..<end])
            guard AddressLookup.isIPv6(address) else { throw .host(address) }
            let after = authority[authority.index(after: end)...]
            if after.isEmpty { return (address, nil) }
            guard after.first == ":" else { throw .port(String(after)) }
            return (address, after.dropFirst())
        }
        let end = authority.firstIndex(of: ":") ?? authority.endIndex
        let host = authority[..<end]
        guard !host.isEmpty, host.utf8.count <= hostLimit, host.utf8.allSatisfy(isHostByte), host.first != "." else {
            throw .host(String(host))
        }
        return (String(host), end == authority.endIndex ? nil : authority[authority.index(after: end)...])
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        PercentEncoding.isUnreserved(byte) && byte != UInt8(ascii: "~")
    }

    private static func encoded(_ text: Substring) throws(FeedEndpointError) -> String {
        guard let encoded = PercentEncoding.completed(text) else { throw .percent(String(text.prefix(40))) }
        return encoded
    }
}
