import HTTPPort
import HTTPTypes
import Hummingbird
import NIOCore
import VitalsJSON

/// `/healthz` and `/readyz`, for whoever starts and stops programs. They name no room: everybody may read them.
struct HealthRoutes: Sendable {
    let site: LiveSite

    func add(to routes: PortRoutes) {
        routes.get("/healthz", .everybody) { request, _ in
            try Acceptance.json.check(request)
            return .json(JSONValue.object([.init("status", "alive")]).written())
        }
        routes.get("/readyz", .everybody) { [site] request, _ in
            try Acceptance.json.check(request)
            let views = site.rooms.all.map(\.view).filter { $0.state != .ended }
            let reasons = views.compactMap(Readiness.fault)
            guard !reasons.isEmpty else {
                return .json(
                    JSONValue.object([.init("status", "ready"), .init("rooms", .integer(views.count))]).written())
            }
            let counted = reasons.count == 1 ? "" : " (and \(reasons.count - 1) more)"
            throw Problem(
                503, "Service Unavailable",
                "\(reasons.count) of \(views.count) rooms not ready: \(reasons[0])\(counted)",
                members: [.init("rooms", .integer(views.count)), .init("rooms_not_ready", .integer(reasons.count))],
                headers: [.retryAfter: "1"])
        }
    }
}

/// Whether a room's numbers are of now.
enum Readiness {
    /// Intervals without a report after which a room is stale.
    static let staleIntervals = 3.0
    /// Seconds between two reports where that is not known yet: what clients do unless told otherwise.
    static let presumedInterval = 10.0

    /// Why the room is not ready; `nil` where it is.
    static func fault(of view: RoomView) -> String? {
        switch view.state {
        case .waiting: return "not attached yet"
        case .reconnecting: return "the connection is lost"
        case .ended: return nil
        case .live: break
        }
        // Nobody there, nothing to report.
        guard view.presentCount > 0 else { return nil }
        guard let age = view.freshness.newestReportAge else { return "no report has come yet" }
        let interval = view.freshness.usualInterval ?? presumedInterval
        guard age > staleIntervals * interval else { return nil }
        return "no report for \(Int(min(age, 1e9))) s, where one is expected every \((interval * 10).rounded() / 10) s"
    }
}
