import HTTPPort
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// `/metrics`, for Prometheus.
struct MetricsRoute: Sendable {
    let site: LiveSite

    func add(to routes: PortRoutes) {
        routes.get("/metrics", .token) { [site] request, _ in
            let accepted = RequestHead(request.head).values(of: "Accept").joined(separator: ",")
            let format = ExpositionFormat.negotiate(accept: accepted.isEmpty ? nil : accepted)
            let text = site.exporter.exposition(
                of: site.rooms.all.map(\.view), program: site.programHealth, format: format)
            let headers: HTTPFields = [
                .contentType: format.contentType, .cacheControl: "no-store", .vary: "Accept",
            ]
            return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: text)))
        }
    }
}
