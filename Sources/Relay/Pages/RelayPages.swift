package import HTTPPort
import HTTPTypes

/// What a relay's port serves besides the feed.
package enum RelayPages {
    /// Where pages import the browser module from.
    package static let browserModulePath = "/roomvitals.js"

    /// Pages of any origin may import it: it is the same public text for everybody, asks for no credentials and holds
    /// no data. Who may open the feed is decided where the feed is opened.
    static let browserModule = StaticFile(
        body: PackageResources.roomvitals_js, contentType: "text/javascript; charset=utf-8",
        headers: [.accessControlAllowOrigin: "*"])

    /// Adds the browser module.
    package static func add(to routes: PortRoutes) {
        routes.get(browserModulePath, .everybody) { request, _ in browserModule.response(to: request) }
    }
}
