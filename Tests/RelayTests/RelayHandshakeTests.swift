import Foundation
import HTTPPort
import Hummingbird
import HummingbirdCore
import RoomAccess
import TestSupport
import Testing

@testable import Relay

/// What is refused before the upgrade, and what else is served on the port.
@Suite struct RelayHandshakeTests {
    private static let secret = "a-secret-of-thirty-two-bytes-or-more"
    private static let key = "dGhlIHNhbXBsZSBub25jZQ=="

    private func token(_ identity: String, expiresIn seconds: Double = 600, hidden: Bool = false) throws -> String {
        let token = AccessToken(
            apiKey: "key", identity: identity, expiry: Date().timeIntervalSince1970 + seconds,
            video: VideoGrant(room: "room", roomJoin: true, hidden: hidden, canSubscribeMetrics: hidden))
        return try #require(token.signed(with: try APISecret(Self.secret)))
    }

    private static func withKeys(_ configuration: inout RelayServer.Configuration) {
        configuration.verifier = try? AccessTokenVerifier(keys: ["key": secret])
    }

    // MARK: - Tokens

    @Test func tokensOpenTheirRoomAndNameTheirBearer() async throws {
        try await RelayFixture.run(Self.withKeys) { relay in
            let bot = try relay.client()
            #expect(try bot.upgrade("/rtc?access_token=\(token("bot", hidden: true))").status == 101)
            _ = try bot.receive("join")
            let alice = try relay.client()
            #expect(
                try alice.upgrade("/rtc", headers: ["Authorization: Bearer \(token("alice"))"]).status == 101)
            _ = try alice.receive("join")
            #expect(try summary(bot.receive("update")) == ["alice ACTIVE"])
            try alice.sendText(#"{"stats":{"participantIdentity":"bob","pc":"p","timestamp":1,"reports":[]}}"#)
            #expect(try bot.receive("stats")["participantIdentity"] as? String == "alice")
            // A monitor has no stats of its own.
            try bot.sendText(#"{"stats":{"pc":"p","timestamp":1,"reports":[]}}"#)
            try await relay.wait(for: "the refusal") { $0.refusedMessages["not_allowed"] == 1 }
        }
    }

    @Test func withoutAGoodTokenNobodyGetsIn() async throws {
        try await RelayFixture.run(Self.withKeys) { relay in
            let good = try token("alice")
            let expired = try token("alice", expiresIn: -61)
            let cases: [(target: String, headers: [String], name: String)] = [
                ("/rtc", [], "no_token"), ("/rtc?room=room&identity=alice", [], "no_token"),
                ("/rtc?access_token=nonsense", [], "bad_token"), ("/rtc?access_token=\(expired)", [], "bad_token"),
                ("/rtc?access_token=\(good)x", [], "bad_token"),
                ("/rtc?access_token=" + String(repeating: ".", count: 9_000), [], "bad_token"),
                ("/rtc", ["Authorization: Basic YTpi"], "bad_authorization"),
                ("/rtc?access_token=\(good)&room=other", [], "wrong_room"),
            ]
            var counts: [String: UInt64] = [:]
            for (target, headers, name) in cases {
                let answer = try relay.client().upgrade(target, headers: headers)
                #expect(answer.status == 401)
                #expect(answer.headers["www-authenticate"] == "Bearer")
                #expect(!answer.body.contains("eyJ") && !answer.body.isEmpty)
                counts[name, default: 0] += 1
            }
            #expect(relay.server.statistics.refusedHandshakes == counts)
            #expect(relay.server.statistics.joins == 0)
        }
    }

    @Test func aTokenCanBeTriedWithoutJoining() async throws {
        try await RelayFixture.run(Self.withKeys) { relay in
            let client = try relay.client()
            let origin = ["Origin: http://localhost:3000"]
            let good = try client.request("GET", "/rtc/validate?access_token=\(token("alice"))", headers: origin)
            #expect(good.status == 200 && good.body == "success\n")
            #expect(good.headers["access-control-allow-origin"] == "http://localhost:3000")
            let bad = try client.request("GET", "/rtc/validate?access_token=x", headers: origin)
            #expect(bad.status == 401 && bad.body.contains("no signed JWT"))
            #expect(try client.request("POST", "/rtc/validate").status == 405)
            let foreign = try client.request("GET", "/rtc/validate", headers: ["Origin: https://evil.example"])
            #expect(foreign.status == 403 && foreign.headers["access-control-allow-origin"] == nil)
            #expect(relay.server.statistics.joins == 0)
        }
    }

    // MARK: - Origin and Host

    @Test(arguments: [
        ("http://localhost:5173", 101), ("http://127.0.0.1", 101), ("https://app.example", 101),
        ("https://evil.example", 403), ("null", 403), ("http://127.0.0.1.evil.example", 403),
    ])
    func foreignPagesAreKeptOut(origin: String, status: Int) async throws {
        try await RelayFixture.run {
            $0.port.allowedOrigins = ["https://app.example"]
        } _: { relay in
            let answer = try relay.client().upgrade("/rtc?room=r&identity=a", headers: ["Origin: \(origin)"])
            #expect(answer.status == status)
            #expect(answer.headers["access-control-allow-origin"] == nil)
            #expect(relay.server.statistics.refusedHandshakes == (status == 403 ? ["foreign_origin": 1] : [:]))
        }
    }

    @Test(arguments: [
        ("localhost:9999", 101), ("[::1]", 101), ("relay.example", 101), ("evil.example", 421),
        ("evil.example:80", 421),
        ("127.0.0.1.evil.example", 421), ("", 400), ("a b", 400), ("127.0.0.1\r\nHost: localhost", 400),
    ])
    func foreignNamesAreNotAnswered(host: String, status: Int) async throws {
        try await RelayFixture.run {
            $0.port.allowedHosts = ["relay.example"]
        } _: { relay in
            #expect(try relay.client().upgrade("/rtc?room=r&identity=a", host: host).status == status)
            let plain = try relay.client().request("GET", "/", host: host)
            #expect(plain.status == (status == 101 ? 404 : status))
        }
    }

    // MARK: - Upgrades

    @Test(arguments: [
        ["Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings", "HTTP2-Settings: AAMAAABkAAQAAP__"],
        ["Upgrade: h2c, websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: \(key)"],
        ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: \(key)"],
        ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 8", "Sec-WebSocket-Key: \(key)"],
        ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"],
        ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: x"],
        ["Upgrade: websocket", "Connection: close", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: \(key)"],
        ["Upgrade: TLS/1.0", "Connection: Upgrade"],
    ])
    func whatIsNoWebSocketHandshakeIsRefused(headers: [String]) async throws {
        try await RelayFixture.run { relay in
            for (target, status) in [("/rtc?room=r&identity=a", 400), ("/roomvitals.js", 400), ("/", 404)] {
                let client = try relay.client()
                let answer = try client.request("GET", target, headers: headers)
                #expect(answer.status == status)
                #expect(answer.headers["connection"] == "close")
                try client.waitForEnd()
            }
            #expect(relay.server.statistics.joins == 0)
        }
    }

    @Test func otherMethodsAndVersionsDoNotUpgrade() async throws {
        try await RelayFixture.run { relay in
            let post = try relay.client().request("POST", "/rtc?room=r&identity=a", headers: RawClient.upgradeHeaders)
            #expect(post.status == 405)
            let old = try relay.client()
            try old.send(
                (["GET /rtc?room=r&identity=a HTTP/1.0", "Host: localhost"] + RawClient.upgradeHeaders + ["", ""])
                    .joined(separator: "\r\n"))
            #expect(try old.readAnswer().status == 400)
            let plain = try relay.client().request("GET", "/rtc?room=r&identity=a")
            #expect(plain.status == 426 && plain.headers["upgrade"] == "websocket")
        }
    }

    @Test func noExtensionIsAgreedOn() async throws {
        try await RelayFixture.run { relay in
            let answer = try relay.client().upgrade(
                "/rtc?room=r&identity=a",
                headers: ["Sec-WebSocket-Extensions: permessage-deflate", "Sec-WebSocket-Protocol: x"])
            #expect(answer.status == 101)
            #expect(answer.headers["sec-websocket-accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
            #expect(answer.headers["sec-websocket-extensions"] == nil)
            #expect(answer.headers["sec-websocket-protocol"] == nil)
        }
    }

    @Test(arguments: ["/rtc?room=r", "/rtc?identity=a", "/rtc?room=r&identity=%FF", "/rtc?room=r&identity=a&role=x"])
    func whoAndWhereMustBeNamed(target: String) async throws {
        try await RelayFixture.run { relay in
            let answer = try relay.client().upgrade(target)
            #expect(answer.status == 400)
        }
    }

    // MARK: - Capacity

    @Test func fullIsSaidBeforeTheUpgrade() async throws {
        try await RelayFixture.run {
            $0.limits.maxRooms = 1
            $0.limits.maxParticipantsPerRoom = 1
            $0.limits.maxMonitorsPerRoom = 1
        } _: { relay in
            let clients = try [relay.joined("alice"), relay.joined("bot", role: "monitor")]
            for target in [
                "/rtc?room=room&identity=bob", "/rtc?room=room&identity=bot2&role=monitor",
                "/rtc?room=other&identity=x",
            ] {
                let answer = try relay.client().upgrade(target)
                #expect(answer.status == 503 && answer.headers["retry-after"] != nil)
            }
            #expect(
                relay.server.statistics.refusedHandshakes
                    == ["too_many_participants": 1, "too_many_monitors": 1, "too_many_rooms": 1])
            withExtendedLifetime(clients) {}
        }
    }

    @Test func connectionsAreCapped() async throws {
        try await RelayFixture.run {
            $0.port.limits.maxConnections = 2
        } _: { relay in
            let alice = try relay.joined("alice")
            let idle = try relay.client()
            #expect(try idle.request("GET", "/").status == 404)
            // Whoever only waits gives way; whoever is in a room does not.
            let bob = try relay.joined("bob")
            try idle.waitForEnd()
            #expect(try relay.client().readAnswer().status == 503)
            #expect(relay.server.statistics.refusedHandshakes == ["idle_shed": 1, "too_many_connections": 1])
            withExtendedLifetime((alice, bob)) {}
        }
    }

    // MARK: - HTTP

    @Test func otherRoutesShareThePort() async throws {
        try await RelayFixture.run {
            $0.port.routes = { routes in
                routes.get("/hello/{name}", .everybody) { request, context in
                    .text("\(request.method) \(try context.text(of: "name")) \(request.uri.query ?? "-")", status: 200)
                }
            }
        } _: { relay in
            let client = try relay.client()
            let first = try client.request("GET", "/hello/a%2Fb?v=1")
            #expect(first.status == 200 && first.body == "GET a/b v=1\n")
            #expect(first.headers["content-type"] == "text/plain; charset=utf-8")
            let head = try client.request("HEAD", "/hello/x")
            #expect(head.status == 200 && head.body.isEmpty)
            let nothing = try client.request("GET", "/else")
            #expect(nothing.status == 404 && nothing.headers["content-type"] == "application/problem+json")
            let other = try client.request("DELETE", "/hello/x")
            #expect(other.status == 405 && other.headers["allow"] == "GET, HEAD")
            #expect(try client.request("DELETE", "/else").status == 404)
            #expect(try client.request("GET", "/hello/%FF").status == 400)
        }
    }

    @Test func aRequestWithABodyIsRefused() async throws {
        try await RelayFixture.run { relay in
            for headers in [["Content-Length: 5"], ["Transfer-Encoding: chunked"]] {
                let client = try relay.client()
                #expect(try client.request("GET", "/rtc/validate", headers: headers).status == 413)
                try client.waitForEnd()
            }
            #expect(try relay.client().request("GET", "/", headers: ["Content-Length: 0"]).status == 404)
        }
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n",
        "GET / HTTP/1.1\r\nHost : localhost\r\n\r\n", "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n",
        "GET /\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "NONSENSE\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n", "\u{0}\u{0}\u{0}\u{0}", "GET /\u{0} HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ])
    func requestsThatTwoServersMightReadDifferentlyAreRefused(request: String) async throws {
        try await RelayFixture.run { relay in
            let client = try relay.client()
            try client.send(request)
            client.shutdownSending()
            let answer = try client.readToEnd()
            #expect(!answer.contains(" 200 ") && !answer.contains(" 101 ") && !answer.contains(" 404 "), "\(answer)")
            let next = try relay.client()
            #expect(try next.request("GET", "/").status == 404)
        }
    }

    @Test func aHeadThatIsTooLongIsRefused() async throws {
        try await RelayFixture.run { relay in
            let long = String(repeating: "x", count: 16_384)
            for text in ["GET /\(long)", "GET / HTTP/1.1\r\nHost: localhost\r\nX: \(long)", long + long] {
                let client = try relay.client()
                try client.send(text)
                let status = try client.readAnswer().status
                #expect([400, 431].contains(status))
                try client.waitForEnd()
            }
        }
    }

    @Test func aHeadThatNeverEndsIsGivenUp() async throws {
        try await RelayFixture.run {
            $0.port.limits.handshakeTimeout = .milliseconds(600)
            $0.limits.closeTimeout = .milliseconds(100)
        } _: { relay in
            let slow = try relay.client()
            try slow.send("GET / HTTP/1.1\r\nHost: loc")
            #expect(try slow.readAnswer().status == 408)
            try slow.waitForEnd()
            let idle = try relay.client()
            try idle.waitForEnd()
            let joined = try relay.joined("alice")
            try await Task.sleep(for: .milliseconds(800))
            try joined.client.sendText(#"{"pingReq":{"timestamp":1}}"#)
            _ = try joined.client.receive("pongResp")
            #expect(relay.server.statistics.refusedHandshakes == ["handshake_timeout": 1])
        }
    }

    @Test func requestsOnOneConnectionAreCapped() async throws {
        try await RelayFixture.run {
            $0.port.limits.maxRequestsPerConnection = 3
        } _: { relay in
            let client = try relay.client()
            for number in 1...3 {
                #expect(try client.request("GET", "/").headers["connection"] == (number == 3 ? "close" : nil))
            }
            try client.waitForEnd()
            let pipelining = try relay.client()
            try pipelining.send(String(repeating: "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", count: 10))
            #expect(try pipelining.readToEnd().components(separatedBy: "HTTP/1.1 404").count == 4)
        }
    }

    @Test func messagesAreEchoedWhereAConformanceSuiteAsks() async throws {
        try await RelayFixture.run {
            $0.echoPath = "/echo"
        } _: { relay in
            let client = try relay.client()
            #expect(try client.upgrade("/echo").status == 101)
            try client.sendFrame(2, [0, 255])
            #expect(try client.receiveFrame() == RawClient.Frame(opcode: 2, isFinal: true, payload: [0, 255]))
            try client.sendText("κόσμε")
            #expect(try client.receiveText() == "κόσμε")
        }
    }
}
