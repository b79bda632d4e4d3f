import HTTPTypes

/// Pages and what they are made of. Nothing in them is anybody's data, so everybody may have them.
package enum PageRoutes {
    /// Scripts, styles and data come from this port alone; no page may frame it.
    package static let contentSecurityPolicy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'",
        "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    private static let pageHeaders: HTTPFields = {
        var headers: HTTPFields = [.contentSecurityPolicy: contentSecurityPolicy]
        if let name = HTTPField.Name("Referrer-Policy") { headers[name] = "no-referrer" }
        return headers
    }()

    /// Adds the files' routes. What pages share is added by the first of them.
    package static func add(_ assets: [PageAsset], to routes: PortRoutes) {
        let known = Set(routes.paths)
        for asset in assets where !known.contains(asset.path) {
            let file = StaticFile(
                body: asset.body, contentType: asset.contentType, headers: asset.isPage ? pageHeaders : [:])
            routes.get(asset.path, .everybody) { request, _ in file.response(to: request) }
        }
    }
}
