/// What the relay's port serves besides the feed, in one call for `RelayServer.Configuration.httpResponder`.
package enum RelayPages {
    /// Where pages import the browser module from.
    package static let browserModulePath = "/roomvitals.js"

    /// Answers GET and HEAD for the browser module; everything else gets a list of what there is.
    package static func respond(_ request: RelayHTTPRequest) -> RelayHTTPResponse {
        guard ["GET", "HEAD"].contains(request.method) else {
            return .text("only GET is served here", status: 405, headers: [.init("Allow", "GET, HEAD")])
        }
        switch request.path {
        case browserModulePath: return browserModule.response(to: request)
        default:
            return .text(
                "nothing is here: the feed is at /rtc, a check of a token at /rtc/validate, "
                    + "the module for browsers at \(browserModulePath)", status: 404)
        }
    }

    /// Pages of any origin may import it: it is the same public text for everybody, asks for no credentials and holds
    /// no data. Who may open the feed is decided where the feed is opened.
    static let browserModule = StaticFile(
        body: PackageResources.roomvitals_js, contentType: "text/javascript; charset=utf-8",
        headers: [.init("Access-Control-Allow-Origin", "*")])
}
