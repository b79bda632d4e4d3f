/// Names under which the relay answers. A page that rebinds its DNS name to this machine comes with a foreign one.
struct HostAllowList: Sendable {
    private let names: Set<String>
    private let bound: Authority?
    private let isWildcard: Bool

    /// - Parameters:
    ///   - names: configured ones, without ports.
    ///   - boundHost: the address that is listened on. Where that is every address, any address is good.
    init(names: [String], boundHost: String) {
        self.names = Set(names.map { $0.lowercased() })
        bound = Authority(boundHost) ?? Authority("[\(boundHost)]")
        isWildcard = boundHost == "0.0.0.0" || boundHost == "::"
    }

    func allows(_ host: Authority) -> Bool {
        host.isLoopback || host.host == bound?.host || (isWildcard && host.isAddress) || names.contains(host.host)
    }
}

/// Origins whose pages may open the feed. A browser sends the page's origin whatever the page wants.
struct OriginAllowList: Sendable {
    private let origins: Set<String>

    /// - Parameter origins: configured ones, such as `https://app.example.com`; `*` is any.
    init(origins: [String]) {
        self.origins = Set(origins.map { $0.lowercased() })
    }

    /// Allowed without being configured: no `Origin` at all (no browser), loopback on any port (a developer's page), and
    /// the origin that the relay's own pages have.
    func allows(_ origin: String?, host: Authority) -> Bool {
        guard let origin = origin?.lowercased() else { return true }
        if origins.contains("*") || origins.contains(origin) { return true }
        guard let mark = origin.range(of: "://"), ["http", "https"].contains(origin[..<mark.lowerBound]),
            let authority = Authority(origin[mark.upperBound...])
        else { return false }
        return authority.isLoopback || authority == host
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
