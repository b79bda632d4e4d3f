import WireText

/// What is wrong with the URL of a feed.
package enum FeedEndpointError: Error, Sendable, Equatable {
    /// `nil` where the text has no `://`.
    case scheme(String?)
    case userInfo
    case host(String)
    case port(String)
    case fragment
    /// A `%` without two hexadecimal digits, a space or a control character; the beginning of the part.
    case percent(String)
    case tooLong(limit: Int)
}

extension FeedEndpointError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .scheme(nil): "the URL has no scheme: it begins with ws:// or wss://"
        case .scheme("http"): "the scheme http is for pages: the feed's URL begins with ws://"
        case .scheme("https"): "the scheme https is for pages: the feed's URL begins with wss://"
        case .scheme(let other?): "unknown scheme \(other.printable(limit: 160)): the URL begins with ws:// or wss://"
        case .userInfo: "the URL holds a user name: the feed is opened with a token, not a password"
        case .host(""): "the URL names no host"
        case .host(let host):
            "\(host.printable(limit: 160)) is not a host: a name of at most \(FeedEndpoint.hostLimit) letters, "
                + "digits, dots and hyphens, an IPv4 address, or an IPv6 address in brackets"
        case .port(let port): "\(port.printable(limit: 160)) is not a port: a number from 1 to 65535"
        case .fragment: "the URL has a fragment (#), which a WebSocket URL must not have"
        case .percent: "the URL's path or query has a space, a control character, or a % without two hexadecimal digits"
        case .tooLong(let limit): "the URL's path and query exceed \(limit) bytes"
        }
    }
}
