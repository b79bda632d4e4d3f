package import HTTPPort
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import VitalsJSON

/// `POST /livekit/webhook`: takes what a LiveKit server tells of its rooms.
package struct WebhookRoute: Sendable {
    package static let path = "/livekit/webhook"

    private let gate: WebhookGate
    private let take: @Sendable (WebhookEvent) -> Void

    /// - Parameter take: is given each event that is genuine and new; it must be short.
    package init(_ gate: WebhookGate, take: @escaping @Sendable (WebhookEvent) -> Void) {
        self.gate = gate
        self.take = take
    }

    package func add(to routes: PortRoutes) {
        let rule = BodyRule(
            maxBytes: WebhookGate.maxBodyBytes, contentType: "application/webhook+json"
        ) { [gate] head throws(Problem) in
            do throws(WebhookRefusal) { try gate.admit(head.values(of: "Authorization")) } catch {
                throw Problem(error)
            }
            return nil
        }
        routes.post(Self.path, .everybody, body: rule) { [gate, take] request, _ in
            let body = try await request.body.collect(upTo: WebhookGate.maxBodyBytes)
            let event: WebhookEvent?
            do throws(WebhookRefusal) {
                let token = try gate.admit(RequestHead(request.head).values(of: "Authorization"))
                event = try gate.take(Array(buffer: body), token)
            } catch {
                throw Problem(error)
            }
            if let event { take(event) }
            let status: JSONValue = ["status": .string(event == nil ? "known already" : "taken")]
            return .json(status.written())
        }
    }
}

extension Problem {
    fileprivate init(_ refusal: WebhookRefusal) {
        self.init(
            refusal.status, refusal.status == 401 ? "Unauthorized" : "Bad Request", refusal.description,
            members: [.init("code", .string(refusal.name))])
        // An answer of that status has to name a way (RFC 9110, 15.5.2).
        if refusal.status == 401 { headers[.wwwAuthenticate] = #"Bearer realm="roomvitals""# }
    }
}
