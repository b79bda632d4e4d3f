import HTTPPort
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import SessionStore
import VitalsJSON

/// Health and the description, and the way from `/` to the page. Nothing in them is anybody's data.
struct ServiceRoutes: Sendable {
    let site: SessionSite

    func add(to routes: PortRoutes) {
        routes.get("/", .everybody) { _, _ in
            Response(status: .found, headers: [.location: HistoryPage.path, .cacheControl: "no-store"])
        }
        routes.get("/healthz", .everybody) { request, _ in
            try Acceptance.json.check(request)
            return .json(JSONValue.object([.init("status", "alive")]).written())
        }
        routes.get("/readyz", .everybody) { [site] request, _ in
            try Acceptance.json.check(request)
            if let failure = await site.readiness.fault() { throw Problem(failure) }
            return .json(JSONValue.object([.init("status", "ready")]).written())
        }
        DescriptionRoute(PackageResources.openapi_json, changes: changes(for: routes)).add(to: routes)
    }

    private func changes(for routes: PortRoutes) -> [DescriptionRoute.Change] {
        let portToken: JSONValue = routes.needsToken ? [["apiToken": []]] : []
        return [
            .init(["info", "version"], .string(site.options.version)),
            .init(["security"], site.options.verifier == nil ? portToken : [["accessToken": []]]),
            .init(["paths", "/metrics", "get", "security"], portToken),
        ]
    }
}
