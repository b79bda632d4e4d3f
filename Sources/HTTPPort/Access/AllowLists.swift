/// Names under which the port answers. A page that rebinds its DNS name to this machine comes with a foreign one.
package struct HostAllowList: Sendable {
    private let names: Set<String>
    private let bound: Authority?
    private let isWildcard: Bool

    /// - Parameters:
    ///   - names: configured ones, without ports.
    ///   - boundHost: the address that is listened on. Where that is every address, any address is good.
    package init(names: [String], boundHost: String) {
        self.names = Set(names.map { Authority($0)?.host ?? $0.lowercased() })
        bound = Authority(boundHost) ?? Authority("[\(boundHost)]")
        isWildcard = boundHost == "0.0.0.0" || boundHost == "::"
    }

    /// Whether a configured name can be one of a host at all: without scheme, port and path.
    package static func isName(_ text: String) -> Bool {
        guard let authority = Authority(text) ?? Authority("[\(text)]") else { return false }
        return authority.port == nil
    }

    package func allows(_ host: Authority) -> Bool {
        host.isLoopback || host.host == bound?.host || (isWildcard && host.isAddress) || names.contains(host.host)
    }
}

/// Origins whose pages may reach the port. A browser sends the page's origin whatever the page wants.
package struct OriginAllowList: Sendable {
    private let origins: Set<String>

    /// - Parameter origins: configured ones, such as `https://app.example.com`; `*` is any.
    package init(origins: [String]) {
        self.origins = Set(origins.map { $0.lowercased() })
    }

    /// Whether a browser can send the text as a page's origin, or it is `*`.
    package static func isOrigin(_ text: String) -> Bool {
        if text == "*" { return true }
        guard let mark = text.range(of: "://") else { return false }
        return mark.lowerBound > text.startIndex && Authority(text[mark.upperBound...]) != nil
    }

    /// Whether pages of the origin were allowed by name, or all were.
    func isConfigured(_ origin: String) -> Bool {
        origins.contains("*") || origins.contains(origin.lowercased())
    }

    /// Allowed without being configured: no `Origin` at all (no browser), loopback on any port (a developer's page), and
    /// the origin that the port's own pages have.
    package func allows(_ origin: String?, host: Authority) -> Bool {
        guard let origin = origin?.lowercased() else { return true }
        if isConfigured(origin) { return true }
        guard let authority = Self.authority(of: origin) else { return false }
        return authority.isLoopback || authority == host
    }

    /// Allowed without being configured: the origin that the port's own pages have.
    func allowsChanges(_ origin: String, host: Authority) -> Bool {
        isConfigured(origin) || Self.authority(of: origin.lowercased()) == host
    }

    /// - Parameter origin: in lower case.
    private static func authority(of origin: String) -> Authority? {
        guard let mark = origin.range(of: "://"), ["http", "https"].contains(origin[..<mark.lowerBound]) else {
            return nil
        }
        return Authority(origin[mark.upperBound...])
    }
}

extension String {
    /// The first place of `text`, without Foundation.
    fileprivate func range(of text: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
