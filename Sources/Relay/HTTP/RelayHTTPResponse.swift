/// A whole answer to an HTTP request.
package struct RelayHTTPResponse: Sendable, Equatable {
    /// 200…599.
    package var status: Int
    /// Besides `Content-Length`, which follows from the body, and `Connection`.
    package var headers: [RelayHTTPRequest.Field]
    package var body: [UInt8]

    package init(status: Int, headers: [RelayHTTPRequest.Field] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A line of text for people, not to be cached or interpreted as anything else.
    package static func text(
        _ text: String, status: Int, headers: [RelayHTTPRequest.Field] = []
    ) -> RelayHTTPResponse {
        let fixed: [RelayHTTPRequest.Field] = [
            .init("Content-Type", "text/plain; charset=utf-8"), .init("X-Content-Type-Options", "nosniff"),
            .init("Cache-Control", "no-store"),
        ]
        return RelayHTTPResponse(status: status, headers: fixed + headers, body: Array((text + "\n").utf8))
    }

    /// What a relay answers where it serves nothing but the feed.
    package static func nothingHere(_ request: RelayHTTPRequest) -> RelayHTTPResponse {
        guard ["GET", "HEAD"].contains(request.method) else {
            return .text("only GET is served here", status: 405, headers: [.init("Allow", "GET, HEAD")])
        }
        return .text("nothing is here: the feed is at /rtc, a check of a token at /rtc/validate", status: 404)
    }
}
