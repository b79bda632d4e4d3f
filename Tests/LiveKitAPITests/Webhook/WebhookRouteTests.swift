import HTTPPort
import RoomAccess
import Synchronization
import TestSupport
import Testing

@testable import LiveKitAPI

/// The route on a real port.
@Suite(.timeLimit(.minutes(1))) struct WebhookRouteTests {
    private final class Taken: Sendable {
        private let events = Mutex<[WebhookEvent]>([])
        var all: [WebhookEvent] { events.withLock { $0 } }
        func add(_ event: WebhookEvent) { events.withLock { $0.append(event) } }
    }

    private let taken = Taken()

    private func run(_ body: (Int, WebhookGate) async throws -> Void) async throws {
        let gate = WebhookGate(
            try AccessTokenVerifier(keys: GenuineWebhook.keys), now: { GenuineWebhook.time })
        var configuration = HTTPPort.Configuration()
        configuration.limits.shutdownTimeout = .milliseconds(500)
        configuration.routes = { [taken] routes in WebhookRoute(gate) { taken.add($0) }.add(to: routes) }
        let port = try await HTTPPort.start(host: "127.0.0.1", port: 0, configuration: configuration)
        do {
            try await withTaskExecutorPreference(ThreadExecutor()) { try await body(port.port, gate) }
        } catch {
            await port.shutdown()
            throw error
        }
        await port.shutdown()
    }

    private func post(_ port: Int, _ body: String, _ headers: [String], length: Int? = nil) throws -> RawClient.Answer {
        let client = try RawClient(port: port)
        let head =
            ["POST \(WebhookRoute.path) HTTP/1.1", "Host: 127.0.0.1", "Content-Length: \(length ?? body.utf8.count)"]
            + headers
        try client.send(head.joined(separator: "\r\n") + "\r\n\r\n" + body)
        return try client.readAnswer()
    }

    private static let type = "Content-Type: application/webhook+json"
    private static let token = "Authorization: \(GenuineWebhook.token)"

    @Test("a server's webhook is taken, and known when it comes again")
    func taken() async throws {
        try await run { port, _ in
            let first = try post(port, GenuineWebhook.body, [Self.type, Self.token])
            #expect(first.status == 200)
            #expect(first.body == #"{"status":"taken"}"#)
            let second = try post(port, GenuineWebhook.body, [Self.type, Self.token])
            #expect(second.status == 200)
            #expect(second.body == #"{"status":"known already"}"#)
            #expect(taken.all.map(\.room.name) == ["hooked"])
        }
    }

    @Test("without a token no byte of the body is waited for")
    func unauthorized() async throws {
        try await run { port, gate in
            let answer = try post(port, "", [Self.type], length: 1_000_000)
            #expect(answer.status == 401)
            #expect(answer.body.contains(#""code":"no_token""#))
            #expect(taken.all.isEmpty)
            #expect(gate.statistics.refused["no_token"] == 1)
        }
    }

    @Test("a body beyond the limit, of another type, or that the token does not vouch for is refused")
    func refused() async throws {
        try await run { port, _ in
            let large = try post(port, "", [Self.type, Self.token], length: WebhookGate.maxBodyBytes + 1)
            #expect(large.status == 413)
            let other = try post(port, GenuineWebhook.body, ["Content-Type: text/plain", Self.token])
            #expect(other.status == 415)
            let changed = try post(port, GenuineWebhook.body + " ", [Self.type, Self.token])
            #expect(changed.status == 401)
            #expect(changed.body.contains(#""code":"wrong_digest""#))
            #expect(taken.all.isEmpty)
        }
    }
}
