import HTTPPort
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// `/metrics`, for Prometheus.
struct MetricsRoute: Sendable {
    let site: LiveSite
    private let shared = SharedExposition()

    init(site: LiveSite) { self.site = site }

    func add(to routes: PortRoutes) {
        routes.get("/metrics", .token) { [site, shared] request, _ in
            let accepted = RequestHead(request.head).values(of: "Accept").joined(separator: ",")
            let format = ExpositionFormat.negotiate(accept: accepted.isEmpty ? nil : accepted)
            let text = shared.text(format, now: site.options.monotonic()) {
                site.exporter.exposition(
                    of: site.rooms.all.map(\.view), program: site.programHealth, format: format)
            }
            let headers: HTTPFields = [
                .contentType: format.contentType, .cacheControl: "no-store", .vary: "Accept",
            ]
            return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: text))
        }
    }
}
