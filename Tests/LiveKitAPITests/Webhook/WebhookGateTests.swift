import RoomAccess
import Synchronization
import Testing

@testable import LiveKitAPI

@Suite struct WebhookGateTests {
    private final class Clock: Sendable {
        private let value = Mutex(GenuineWebhook.time)
        var now: Double {
            get { value.withLock { $0 } }
            set { value.withLock { $0 = newValue } }
        }
    }

    private let clock = Clock()

    private func gate(
        _ keys: [String: String] = GenuineWebhook.keys, note: @escaping @Sendable (String) -> Void = { _ in }
    )
        throws -> WebhookGate
    {
        WebhookGate(try AccessTokenVerifier(keys: keys), now: { [clock] in clock.now }, note: note)
    }

    private func token(_ digest: String?, expiry: Double = GenuineWebhook.time + 300) throws -> String {
        let secret = try APISecret(GenuineWebhook.keys["devkey"] ?? "")
        let token = AccessToken(
            apiKey: "devkey", identity: "", expiry: expiry, video: VideoGrant(), bodyDigest: digest)
        return try #require(token.signed(with: secret))
    }

    private func refusal(_ work: () throws(WebhookRefusal) -> Void) -> WebhookRefusal? {
        do throws(WebhookRefusal) {
            try work()
            return nil
        } catch {
            return error
        }
    }

    @Test("takes what a LiveKit server sends, once", arguments: ["", "Bearer "])
    func genuine(scheme: String) throws {
        let gate = try gate()
        let body = Array(GenuineWebhook.body.utf8)
        let token = try gate.admit([scheme + GenuineWebhook.token])
        let first = try gate.take(body, token)
        #expect(first?.room.name == "hooked")
        let second = try gate.take(body, token)
        #expect(second == nil)
        #expect(gate.statistics.taken == 1)
        #expect(gate.statistics.repeated == 1)
    }

    @Test("refuses the same token with another body")
    func otherBody() throws {
        let gate = try gate()
        let token = try gate.admit([GenuineWebhook.token])
        let body = Array(GenuineWebhook.body.replacing("hooked", with: "gotyou").utf8)
        #expect(refusal { () throws(WebhookRefusal) in _ = try gate.take(body, token) } == .wrongDigest)
        #expect(gate.statistics.refused == ["wrong_digest": 1])
    }

    @Test("refuses a token that vouches for no body, though it is signed with the keys")
    func noDigest() throws {
        let gate = try gate()
        let token = try token(nil)
        #expect(refusal { () throws(WebhookRefusal) in try gate.admit([token]) } == .noDigest)
    }

    @Test("refuses none, two, and those of others")
    func tokens() throws {
        let gate = try gate()
        #expect(refusal { () throws(WebhookRefusal) in try gate.admit([]) } == .noToken)
        let two = [GenuineWebhook.token, GenuineWebhook.token]
        #expect(refusal { () throws(WebhookRefusal) in try gate.admit(two) } == .noToken)
        #expect(refusal { () throws(WebhookRefusal) in try gate.admit(["nonsense"]) } == .token(.malformed))
        let foreign = try self.gate(["other": "another secret"])
        #expect(
            refusal { () throws(WebhookRefusal) in try foreign.admit([GenuineWebhook.token]) } == .token(.unknownIssuer)
        )
    }

    @Test("refuses it once its time is over, and five minutes later still knows what it took")
    func replay() throws {
        let gate = try gate()
        let body = Array(GenuineWebhook.body.utf8)
        let token = try gate.admit([GenuineWebhook.token])
        _ = try gate.take(body, token)
        clock.now += 359
        let late = try gate.admit([GenuineWebhook.token])
        let again = try gate.take(body, late)
        #expect(again == nil)
        clock.now += 2
        #expect(refusal { () throws(WebhookRefusal) in try gate.admit([GenuineWebhook.token]) } == .token(.expired))
    }

    @Test("tells each kind of refusal once a minute, with what to do")
    func notes() throws {
        let lines = Notes()
        let gate = try self.gate(["other": "another secret"]) { lines.add($0) }
        for _ in 0..<100 { _ = refusal { () throws(WebhookRefusal) in try gate.admit([GenuineWebhook.token]) } }
        _ = refusal { () throws(WebhookRefusal) in try gate.admit([]) }
        #expect(lines.all.count == 2)
        #expect(lines.all[0].contains("webhook.api_key of the server has to be LIVEKIT_API_KEY here"))
        clock.now += 61
        _ = refusal { () throws(WebhookRefusal) in try gate.admit([GenuineWebhook.token]) }
        #expect(lines.all.count == 3)
        #expect(gate.statistics.refused == ["unknownIssuer": 101, "no_token": 1])
    }

    private final class Notes: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func add(_ line: String) { lines.withLock { $0.append(line) } }
    }
}
