import TestSupport
import Testing

@testable import HTTPPort

private let token = "correct-horse-battery"

/// Who may read, asked over real sockets.
@Suite(.timeLimit(.minutes(1))) struct PortGateTests {
    @Test("a page that rebinds its name to this machine gets nothing; loopback and configured names do")
    func hosts() async throws {
        try await PortFixture.run {
            $0.allowedHosts = ["Monitor.Example.com"]
        } _: { fixture in
            let good = [
                "127.0.0.1", "localhost", "LOCALHOST:1", "127.1.2.3:9464", "[::1]:9464", "app.localhost",
                "monitor.example.com", "MONITOR.example.com:443",
            ]
            for host in good { #expect(try fixture.answer("GET", "/open", host: host).status == 200, "\(host)") }
            let foreign = [
                "evil.example", "evil.example:9464", "127.0.0.1.evil.example", "localhost.evil.example",
                "notlocalhost", "monitor.example.com.evil.example", "xmonitor.example.com", "192.0.2.1", "0.0.0.0",
                "[::]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "localhost.",
            ]
            for host in foreign {
                let answer = try fixture.answer("GET", "/open", host: host)
                #expect(answer.status == 421, "\(host)")
                #expect(answer.headers["content-type"] == "application/problem+json")
                #expect(!answer.body.contains("evil"), "\(answer.body)")
            }
            #expect(fixture.refused("foreign_host") == UInt64(foreign.count))
            let broken = [
                "", "a b", "localhost:", "localhost:x", "user@localhost", "localhost/x", "[::1", "localhost:1:2",
            ]
            for host in broken {
                #expect(try fixture.answer("GET", "/open", host: host).status == 400, "\(host)")
            }
            #expect(fixture.refused("missing_host") == UInt64(broken.count))
            #expect(try fixture.answer("GET", "/open", headers: ["Host: localhost"]).status == 400)
        }
    }

    @Test("a port on every address answers to any address, and to no foreign name")
    func wildcard() async throws {
        try await PortFixture.run(host: "0.0.0.0") { fixture in
            for host in ["198.51.100.4:80", "[2001:db8::1]", "127.0.0.1"] {
                let answer = try fixture.answer("GET", "/open", host: host)
                #expect(answer.status == 200, "\(host)")
            }
            let answer = try fixture.answer("GET", "/open", host: "evil.example")
            #expect(answer.status == 421)
        }
    }

    @Test("beyond this machine nobody reads without a token, whatever is sent")
    func beyondThisMachine() async throws {
        try await PortFixture.run(host: "0.0.0.0") { fixture in
            let answer = try fixture.answer("GET", "/secret", headers: ["Authorization: Bearer \(token)"])
            #expect(answer.status == 403)
            #expect(answer.body.contains(#""code":"api_is_off""#))
            #expect(fixture.refused("api_is_off") == 1)
            #expect(try fixture.answer("GET", "/open").status == 200)
        }
    }

    @Test("on loopback a token is asked for where one is configured only")
    func loopbackWithoutToken() async throws {
        try await PortFixture.run { fixture in
            let answer = try fixture.answer("GET", "/secret")
            #expect(answer.status == 200)
        }
    }

    @Test(
        "the token opens, after one space or more", arguments: ["Bearer", "bearer", "BEARER", "bEaReR", "Bearer  "])
    func rightToken(scheme: String) async throws {
        try await PortFixture.run {
            $0.token = try? APIToken(token)
        } _: { fixture in
            let headers = ["Authorization: \(scheme) \(token)"]
            let answers = try ["GET", "HEAD"].map { try fixture.answer($0, "/secret", headers: headers) }
            #expect(answers.map(\.status) == [200, 200])
            #expect(answers[0].body == "secret\n")
        }
    }

    @Test(
        "nothing else opens, and nothing of it comes back",
        arguments: [
            ("/secret", [], "no_api_token"),
            ("/secret?access_token=\(token)", [], "no_api_token"),
            ("/secret?token=\(token)&authorization=Bearer%20\(token)", [], "no_api_token"),
            ("/secret", ["Cookie: token=\(token)"], "no_api_token"),
            ("/secret", ["X-Api-Key: \(token)"], "no_api_token"),
            ("/secret", ["Authorization: \(token)"], "wrong_api_token"),
            ("/secret", ["Authorization: Basic \(token)"], "wrong_api_token"),
            ("/secret", ["Authorization: Bearer"], "wrong_api_token"),
            ("/secret", ["Authorization: Bearer \(token)x"], "wrong_api_token"),
            ("/secret", ["Authorization: Bearer \(token.dropLast())"], "wrong_api_token"),
            ("/secret", ["Authorization: Bearer \(token.uppercased())"], "wrong_api_token"),
            ("/secret", ["Authorization: Bearer \(token),Bearer \(token)"], "wrong_api_token"),
            ("/secret", ["Authorization: Bearer \(token)", "Authorization: Bearer \(token)"], "wrong_api_token"),
            (
                "/secret", ["Authorization: Bearer wrong-horse-battery", "authorization: Bearer \(token)"],
                "wrong_api_token"
            ),
        ])
    func wrongToken(target: String, headers: [String], code: String) async throws {
        try await PortFixture.run {
            $0.token = try? APIToken(token)
        } _: { fixture in
            for method in ["GET", "HEAD"] {
                let answer = try fixture.answer(method, target, headers: headers)
                #expect(answer.status == 401)
                #expect(answer.headers["www-authenticate"] == #"Bearer realm="roomvitals""#)
                #expect(!"\(answer)".contains("horse"))
            }
            #expect(fixture.port.statistics.refused == [code: 2])
            // What everybody may have, everybody has.
            #expect(try fixture.answer("GET", "/open").status == 200)
        }
    }

    @Test("a token says nothing of itself, however it is printed")
    func tokenIsSilent() throws {
        let secret = try APIToken(token)
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), dumped, "\([secret])", "\(Optional(secret) as Any)"] {
            #expect(!text.contains("horse"), "\(text)")
        }
        var configuration = HTTPPort.Configuration()
        configuration.token = secret
        #expect(!"\(configuration)".contains("horse"))
    }

    @Test(
        "a token that could be guessed, or that no header can carry, is none",
        arguments: [
            ("", APITokenFault.length), ("fifteen-letters", .length), (String(repeating: "a", count: 1_025), .length),
            ("sixteen letters!", .unprintable), ("sixteen-letters\n", .unprintable), ("sixteen-letterß", .unprintable),
        ])
    func faultyTokens(text: String, fault: APITokenFault) {
        #expect(throws: fault) { try APIToken(text) }
        #expect(!"\(fault)".contains("letters"))
    }
}

/// Pages of other origins.
@Suite(.timeLimit(.minutes(1))) struct SharingTests {
    private static let preflight = [
        "Access-Control-Request-Method: GET", "Access-Control-Request-Headers: authorization",
    ]

    @Test("no page of another origin may read, not even one of this machine, until it is configured")
    func nobody() async throws {
        try await PortFixture.run { fixture in
            for origin in ["https://evil.example", "http://localhost:3000", "null", "http://127.0.0.1"] {
                let read = try fixture.answer("GET", "/open", headers: ["Origin: \(origin)"])
                let asked = try fixture.answer("OPTIONS", "/open", headers: ["Origin: \(origin)"] + Self.preflight)
                #expect(read.headers.keys.allSatisfy { !$0.hasPrefix("access-control") })
                #expect(asked.headers.keys.allSatisfy { !$0.hasPrefix("access-control") })
                #expect(asked.status == 405)
            }
        }
    }

    @Test("a configured origin may read, and others may still not")
    func configured() async throws {
        try await PortFixture.run {
            $0.allowedOrigins = ["https://App.example.com"]
        } _: { fixture in
            let origin = "https://app.example.com"
            for target in ["/open", "/nothing"] {
                let answer = try fixture.answer("GET", target, headers: ["Origin: \(origin)"])
                #expect(answer.headers["access-control-allow-origin"] == origin)
                #expect(answer.headers["vary"]?.contains("Origin") == true)
                #expect(answer.headers["access-control-allow-credentials"] == nil)
            }
            let asked = try fixture.answer("OPTIONS", "/open", headers: ["Origin: \(origin)"] + Self.preflight)
            #expect(asked.status == 204)
            #expect(asked.headers["access-control-allow-headers"]?.contains("Authorization") == true)
            for foreign in ["https://evil.example", "https://app.example.com.evil.example", "http://app.example.com"] {
                let answer = try fixture.answer("GET", "/open", headers: ["Origin: \(foreign)"])
                #expect(answer.headers["access-control-allow-origin"] == nil)
            }
        }
    }
}
