import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import HTTPPort

@Suite struct BodyTests {
    private static let json = "Content-Type: application/json"

    private func run(
        _ change: (inout HTTPPort.Configuration) -> Void = { _ in },
        _ body: (PortFixture) async throws -> Void
    ) async throws {
        try await PortFixture.run { configuration in
            let others = configuration.routes
            configuration.routes = { routes in
                others(routes)
                let rule = BodyRule(maxBytes: 100_000) { head throws(Problem) in
                    guard head.onlyValue(of: "X-Refuse") == nil else {
                        throw Problem(401, "Unauthorized", "not you", headers: [.wwwAuthenticate: "Bearer"])
                    }
                    return head.onlyValue(of: "X-Sender").map(BodySender.init)
                }
                routes.post("/echo", .everybody, body: rule) { request, _ in
                    let body = try await request.body.collect(upTo: 100_000)
                    return .text("\(body.readableBytes) \(String(buffer: body).prefix(20))", status: 200)
                }
                routes.get("/both/{name}", .everybody) { _, _ in .text("read", status: 200) }
                routes.put("/both/{name}", .everybody, body: rule) { _, _ in .text("put", status: 200) }
                routes.delete("/both/{name}", .everybody) { _, _ in .text("deleted", status: 200) }
                routes.post("/both/special", .token, body: rule) { _, _ in .text("special", status: 200) }
            }
            change(&configuration)
        } _: { fixture in
            try await body(fixture)
        }
    }

    private func send(
        _ fixture: PortFixture, to target: String = "/echo", method: String = "POST", _ headers: [String],
        _ body: String
    ) throws -> RawClient.Answer {
        let client = try fixture.client()
        let lines = ["\(method) \(target) HTTP/1.1", "Host: 127.0.0.1"] + headers + ["", ""]
        try client.send(lines.joined(separator: "\r\n") + body)
        return try client.readAnswer()
    }

    @Test("a body arrives whole, however it is cut", arguments: [1, 2, 1_000, 99_999, 100_000])
    func whole(size: Int) async throws {
        try await run { fixture in
            let text = String(repeating: "x", count: size)
            let answer = try send(fixture, [Self.json, "Content-Length: \(size)"], text)
            #expect(answer.status == 200)
            #expect(answer.body == "\(size) \(text.prefix(20))\n")
            #expect(answer.headers["connection"] == "close")
            let client = try fixture.client()
            try client.send("POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\n\(Self.json); charset=UTF-8\r\n")
            try client.send("Transfer-Encoding: chunked\r\n\r\n")
            let half = size / 2
            for part in [half, size - half] where part > 0 {
                try client.send("\(String(part, radix: 16))\r\n" + String(repeating: "x", count: part) + "\r\n")
                try await Task.sleep(for: .milliseconds(20))
            }
            try client.send("0\r\n\r\n")
            #expect(try client.readAnswer().body == "\(size) \(text.prefix(20))\n")
            try client.waitForEnd()
        }
    }

    @Test("a body may be larger than a head, and look like one")
    func likeHeads() async throws {
        try await run { fixture in
            let text = String(repeating: "GET / HTTP/1.1\r\n\r\n", count: 2_000)
            let answer = try send(fixture, [Self.json, "Content-Length: \(text.utf8.count)"], text)
            #expect(answer.status == 200 && answer.body.hasPrefix("36000 "))
        }
    }

    @Test("requests before one with a body are answered, and none behind it")
    func pipelined() async throws {
        try await run { fixture in
            let client = try fixture.client()
            let get = "GET /open HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
            let post = "POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\n\(Self.json)\r\nContent-Length: 4\r\n\r\nbody"
            try client.send(get + get + post + get + get)
            for text in ["open\n", "open\n", "4 body\n"] { #expect(try client.readAnswer().body == text) }
            #expect(try client.readToEnd().isEmpty)
        }
    }

    @Test(
        "what breaks the rule is refused before it is read",
        arguments: [
            (["Content-Length: 100001", json], 413, "body_too_large"),
            (["Content-Length: 99999999999999999999", json], 400, "bad_http"),
            (["Content-Length: 5"], 415, "wrong_content_type"),
            (["Content-Length: 5", "Content-Type: text/plain"], 415, "wrong_content_type"),
            (["Content-Length: 5", "Content-Type: application/json; charset=latin1"], 415, "wrong_content_type"),
            (["Content-Length: 5", json, "Content-Encoding: gzip"], 415, "coded_body"),
            (["Transfer-Encoding: gzip, chunked", json], 400, "bad_transfer_coding"),
            (["Content-Length: 5", "Transfer-Encoding: chunked", json], 400, "bad_http"),
        ] as [([String], Int, String)])
    func refused(headers: [String], status: Int, name: String) async throws {
        try await run { fixture in
            let answer = try send(fixture, headers, "")
            #expect(answer.status == status)
            #expect(answer.headers["connection"] == "close")
            #expect(fixture.refused(name) == 1, "\(fixture.port.statistics.refused)")
        }
    }

    @Test("who may not send is told so before a byte is read")
    func admission() async throws {
        try await run { fixture in
            let answer = try send(fixture, ["Content-Length: 50000", Self.json, "X-Refuse: 1"], "")
            #expect(answer.status == 401)
            #expect(answer.headers["www-authenticate"] == "Bearer")
        }
    }

    @Test("who has not the port's token is told so before a byte is read, and foreign pages too")
    func token() async throws {
        let token = try APIToken("a-token-of-24-characters")
        try await run {
            $0.token = token
        } _: { fixture in
            let headers = ["Content-Length: 50000", Self.json]
            #expect(try send(fixture, to: "/both/special", headers, "").status == 401)
            #expect(try send(fixture, headers + ["Origin: https://evil.example"], "").status == 403)
            let good = try send(
                fixture, to: "/both/special",
                ["Content-Length: 4", Self.json, "Authorization: Bearer a-token-of-24-characters"], "body")
            #expect(good.body == "special\n")
        }
    }

    @Test("chunks beyond the limit end it, and broken ones too")
    func chunks() async throws {
        try await run { fixture in
            let head = ["Transfer-Encoding: chunked", Self.json]
            let piece = "2710\r\n" + String(repeating: "x", count: 10_000) + "\r\n"
            let answer = try send(fixture, head, String(repeating: piece, count: 11))
            #expect(answer.status == 413)
            #expect(fixture.refused("body_too_large") == 1)
            #expect(try send(fixture, head, "zz\r\n").status == 400)
            #expect(fixture.refused("bad_http") == 1)
        }
    }

    @Test("what was cut off by closing is no bad HTTP", arguments: ["Content-Length: 9", "Transfer-Encoding: chunked"])
    func cutOff(length: String) async throws {
        try await run { fixture in
            for text in ["POST /ec", "POST /echo HTTP/1.1\r\nHost: localhost\r\n\(Self.json)\r\n\(length)\r\n\r\n3"] {
                let client = try fixture.client()
                try client.send(text)
                client.shutdownSending()
                #expect(try client.readAnswer().status == 400)
            }
            #expect(fixture.refused("cut_off") == 2 && fixture.refused("bad_http") == 0)
        }
    }

    @Test("a slow body is given up, and takes no place meanwhile")
    func slow() async throws {
        try await run { configuration in
            configuration.limits.bodyTimeout = .milliseconds(200)
            configuration.limits.maxRequestsInFlight = 1
        } _: { fixture in
            let client = try fixture.client()
            try client.send("POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\n\(Self.json)\r\nContent-Length: 10\r\n\r\nabc")
            #expect(try fixture.answer("GET", "/open").status == 200)
            #expect(try client.readAnswer().status == 408)
            #expect(fixture.refused("body_timeout") == 1)
        }
    }

    @Test("bodies that are held are bounded all together, and give their room back")
    func budget() async throws {
        try await run {
            $0.limits.maxBodyBytesHeld = 50_000
        } _: { fixture in
            let first = try fixture.client()
            try first.send("POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\n\(Self.json)\r\nContent-Length: 40000\r\n\r\n")
            try first.send(String(repeating: "x", count: 39_999))
            try await Task.sleep(for: .milliseconds(100))
            let text = String(repeating: "y", count: 20_000)
            let refused = try send(fixture, ["Content-Length: 20000", Self.json], text)
            #expect(refused.status == 503 && refused.headers["retry-after"] == "1")
            try first.send("x")
            #expect(try first.readAnswer().status == 200)
            try first.waitForEnd()
            // One that leaves in the middle too.
            do {
                let gone = try fixture.client()
                try gone.send("POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\n\(Self.json)\r\nContent-Length: 45000\r\n\r\n")
                try gone.send(String(repeating: "x", count: 40_000))
                try await Task.sleep(for: .milliseconds(100))
            }
            try await fixture.wait(for: "nobody") { $0.connections == 0 }
            #expect(try send(fixture, ["Content-Length: 20000", Self.json], text).status == 200)
        }
    }

    @Test("where there is no room, a body that has been coming for long gives way, and is told so")
    func slowBodies() async throws {
        try await run {
            $0.limits.maxBodyBytesHeld = 50_000
            $0.limits.bodyGrace = .milliseconds(200)
        } _: { fixture in
            let slow = try fixture.client()
            try slow.send("POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\n\(Self.json)\r\nContent-Length: 40000\r\n\r\n")
            try slow.send(String(repeating: "x", count: 39_999))
            try await Task.sleep(for: .milliseconds(100))
            let text = String(repeating: "y", count: 20_000)
            #expect(try send(fixture, ["Content-Length: 20000", Self.json], text).status == 503)
            try await Task.sleep(for: .milliseconds(200))
            #expect(try send(fixture, ["Content-Length: 20000", Self.json], text).status == 200)
            let answer = try slow.readAnswer()
            #expect(answer.status == 503 && answer.headers["retry-after"] == "1")
            #expect(answer.body.contains("others needed the room"))
            #expect(fixture.refused("body_gave_way") == 1)
            try slow.waitForEnd()
            // Nothing of it is held any more.
            let whole = String(repeating: "z", count: 50_000)
            #expect(try send(fixture, ["Content-Length: 50000", Self.json], whole).status == 200)
        }
    }

    @Test("the oldest slow body that needs room itself ends no other than one that came after it, and never itself")
    func oldestNeedsRoom() async throws {
        try await run {
            $0.limits.maxBodyBytesHeld = 50_000
            $0.limits.bodyGrace = .zero
        } _: { fixture in
            let clients = [try fixture.client(), try fixture.client()]
            for client in clients {
                try client.send(
                    "POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\n\(Self.json)\r\nContent-Length: 40000\r\n\r\n")
                try client.send(String(repeating: "x", count: 20_000))
                try await Task.sleep(for: .milliseconds(100))
            }
            try clients[0].send(String(repeating: "x", count: 20_000))
            #expect(try clients[0].readAnswer().status == 200)
            #expect(try clients[1].readAnswer().status == 503)
            #expect(fixture.refused("body_gave_way") == 1)
        }
    }

    @Test("a sender's own slow body does not make room for its next one")
    func ownSlowBody() async throws {
        try await run {
            $0.limits.maxBodyBytesHeld = 50_000
            $0.limits.bodyGrace = .zero
        } _: { fixture in
            let slow = try fixture.client()
            try slow.send("POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\n\(Self.json)\r\nX-Sender: a\r\n")
            try slow.send("Content-Length: 40000\r\n\r\n" + String(repeating: "x", count: 39_999))
            try await Task.sleep(for: .milliseconds(100))
            let text = String(repeating: "y", count: 20_000)
            #expect(try send(fixture, ["Content-Length: 20000", Self.json, "X-Sender: a"], text).status == 503)
            #expect(try send(fixture, ["Content-Length: 20000", Self.json, "X-Sender: b"], text).status == 200)
            #expect(try slow.readAnswer().status == 503)
        }
    }

    @Test("bodies of one sender are bounded by themselves, and nobody else's are")
    func share() async throws {
        try await run {
            $0.limits.maxBodyBytesHeld = 100_000
            $0.limits.maxBodyBytesOfSender = 50_000
        } _: { fixture in
            let text = String(repeating: "y", count: 20_000)
            func status(_ sender: String) throws -> Int {
                try send(fixture, ["Content-Length: 20000", Self.json, "X-Sender: \(sender)"], text).status
            }
            do {
                let first = try fixture.client()
                try first.send("POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\n\(Self.json)\r\nX-Sender: a\r\n")
                try first.send("Content-Length: 40000\r\n\r\n" + String(repeating: "x", count: 39_999))
                try await Task.sleep(for: .milliseconds(100))
                let refused = try send(fixture, ["Content-Length: 20000", Self.json, "X-Sender: a"], text)
                #expect(refused.status == 429 && refused.headers["retry-after"] == "1")
                #expect(fixture.refused("too_many_bodies_of_sender") == 1)
                #expect(try status("b") == 200)
            }
            try await fixture.wait(for: "nobody") { $0.connections == 0 }
            #expect(try status("a") == 200)
        }
    }

    @Test("who waits to be told to go on is told")
    func goOn() async throws {
        try await run { fixture in
            let client = try fixture.client()
            try client.send("POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\n\(Self.json)\r\n")
            try client.send("Expect: 100-continue\r\nContent-Length: 4\r\n\r\n")
            #expect(try client.readLine() == "HTTP/1.1 100 Continue")
            #expect(try client.readLine() == "")
            try client.send("body")
            #expect(try client.readAnswer().body == "4 body\n")
        }
    }

    @Test("each path has its methods, and says which")
    func methods() async throws {
        try await run { fixture in
            #expect(try fixture.answer("GET", "/both/x").body == "read\n")
            #expect(try fixture.answer("DELETE", "/both/x").body == "deleted\n")
            for (method, target, allow) in [
                ("POST", "/both/x", "GET, HEAD, PUT, DELETE"), ("GET", "/echo", "POST"), ("DELETE", "/echo", "POST"),
                ("GET", "/both/special", "POST"), ("POST", "/open", "GET, HEAD"),
            ] {
                let answer = try fixture.answer(method, target)
                #expect(answer.status == 405 && answer.headers["allow"] == allow, "\(method) \(target)")
            }
            #expect(try send(fixture, method: "PATCH", ["Content-Length: 1", Self.json], "x").status == 405)
            #expect(try send(fixture, to: "/open", ["Content-Length: 1", Self.json], "x").status == 405)
            #expect(try send(fixture, to: "/open", method: "GET", ["Content-Length: 1", Self.json], "x").status == 413)
            #expect(try send(fixture, to: "/both/x", method: "DELETE", ["Content-Length: 1"], "x").status == 413)
            for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
                #expect(try fixture.answer(method, "/nowhere").status == 404, "\(method)")
                let sent = try send(fixture, to: "/nowhere", method: method, ["Content-Length: 1", Self.json], "x")
                #expect(sent.status == 404, "\(method)")
            }
            #expect(fixture.refused("body_not_taken") == 2)
        }
    }

    @Test(
        "a / at a path's end makes no difference, with a body or without",
        arguments: [
            ("GET", "/both/x/", 200, 413), ("PUT", "/both/x/", 200, 200), ("POST", "/echo/", 200, 200),
            ("GET", "/echo/", 405, 405), ("POST", "/open/", 405, 405), ("GET", "/both/", 404, 404),
            ("GET", "/nowhere/", 404, 404), ("GET", "/echo//", 400, 400), ("GET", "/", 404, 404),
        ])
    func slash(method: String, path: String, without: Int, with: Int) async throws {
        try await run { fixture in
            let bare = try fixture.answer(method, path)
            #expect(bare.status == without)
            let full = try send(fixture, to: path, method: method, ["Content-Length: 4", Self.json], "body")
            #expect(full.status == with)
        }
    }

    @Test("pages of foreign origins change nothing; those that are configured are told what they may")
    func origins() async throws {
        try await run {
            $0.allowedOrigins = ["https://app.example.com"]
        } _: { fixture in
            let headers = ["Content-Length: 4", Self.json]
            // Anybody's program may have another port of this machine.
            for other in ["http://127.0.0.1:1", "http://localhost:3000", "http://[::1]:8080", "null"] {
                #expect(try send(fixture, headers + ["Origin: \(other)"], "body").status == 403, "\(other)")
                #expect(try fixture.answer("DELETE", "/both/x", headers: ["Origin: \(other)"]).status == 403)
            }
            #expect(try fixture.answer("DELETE", "/both/x", headers: ["Origin: http://127.0.0.1"]).status == 200)
            #expect(try send(fixture, headers + ["Origin: https://evil.example"], "body").status == 403)
            #expect(try fixture.answer("DELETE", "/both/x", headers: ["Origin: https://evil.example"]).status == 403)
            let good = try send(fixture, headers + ["Origin: https://app.example.com"], "body")
            #expect(good.status == 200 && good.headers["access-control-allow-origin"] == "https://app.example.com")
            let asked = try fixture.answer(
                "OPTIONS", "/both/x",
                headers: ["Origin: https://app.example.com", "Access-Control-Request-Method: DELETE"])
            #expect(asked.status == 204)
            #expect(asked.headers["access-control-allow-methods"] == "GET, HEAD, PUT, DELETE")
            #expect(asked.headers["access-control-allow-headers"]?.contains("Content-Type, Idempotency-Key") == true)
            let refused = try send(
                fixture, ["Content-Length: 4", Self.json, "X-Refuse: 1", "Origin: https://app.example.com"], "body")
            #expect(refused.status == 401 && refused.headers["access-control-allow-origin"] != nil)
            // A page must be able to read when it may come again.
            #expect(refused.headers["access-control-expose-headers"] == "ETag, Retry-After")
        }
    }
}
