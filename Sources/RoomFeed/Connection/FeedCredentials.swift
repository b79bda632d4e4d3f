/// What opens the feed for one attempt to connect.
///
/// Made anew for every attempt, so that a token that lives for minutes serves a bot that lives for days.
package struct FeedCredentials: Sendable {
    package struct QueryItem: Sendable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Sent as `Authorization: Bearer …`; at most ``tokenLimit`` bytes.
    package var bearerToken: String?
    /// Added to the endpoint's own query.
    package var query: [QueryItem]

    package static let tokenLimit = 8192

    package init(bearerToken: String? = nil, query: [QueryItem] = []) {
        self.bearerToken = bearerToken
        self.query = query
    }

    /// A header cannot carry control characters or spaces, and a line break in a token would begin another header.
    var tokenFault: String? {
        guard let bearerToken else { return nil }
        if bearerToken.utf8.count > Self.tokenLimit { return "it exceeds \(Self.tokenLimit) bytes" }
        if !bearerToken.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) {
            return "it has a character that a header cannot carry"
        }
        return nil
    }
}
