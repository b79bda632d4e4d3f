import Foundation
import TestSupport
import Testing

@testable import HTTPPort

/// Where requests and answers begin and end.
@Suite(.timeLimit(.minutes(1))) struct MessageTests {
    @Test(
        "what two readers might read differently is refused, and the connection with it",
        arguments: [
            "POST /open HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST /open HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
            "POST /open HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
            "GET /open HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\nhello",
            "GET /open HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5, 5\r\n\r\nhello",
            "GET /open HTTP/1.1\r\nHost: localhost\r\nContent-Length: +5\r\n\r\nhello",
            "GET /open HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0x5\r\n\r\nhello",
            "GET /open HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "GET /open HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: identity\r\n\r\n",
            "GET /open HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n",
            "GET /open HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
            "GET /open HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
            "GET /open HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
            "GET /open HTTP/1.1\r\nHost: localhost\r\nX: a\r\n  folded\r\n\r\n",
            "GET /open HTTP/1.1\r\nHost: localhost\r\nX: a\r\n\tfolded\r\n\r\n",
            "GET /open HTTP/1.1\nHost: localhost\n\n",
            "GET /open HTTP/1.1\r\nHost: localhost\nX: y\r\n\r\n",
            "GET /open HTTP/1.1\r\nHost: localhost\r\nX: a\rb\r\n\r\n",
            "GET /open HTTP/1.1\r\nHost: localhost\r\nX: a\u{0}b\r\n\r\n",
            "GET /open HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n",
            "GET /open HTTP/1.1\r\nHost: localhost\r\n: no name\r\n\r\n",
            "GET /open\r\nHost: localhost\r\n\r\n",
            "GET /open HTTP/9.9\r\nHost: localhost\r\n\r\n",
            "GET /open HTTP/1.1x\r\nHost: localhost\r\n\r\n",
            "GET /op\u{1}en HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "BREW /open HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "get /open HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{FC}\u{3}\u{3}",
            "hello\r\n\r\n",
        ])
    func smuggling(text: String) async throws {
        try await PortFixture.run { fixture in
            let client = try fixture.client()
            try client.send(Array(text.unicodeScalars.map { UInt8($0.value) }))
            let answer = try client.readToEnd()
            let status = Int(answer.split(separator: " ").dropFirst().first ?? "") ?? 0
            #expect([400, 413, 505].contains(status), "\(answer)")
            #expect(answer.components(separatedBy: "HTTP/1.1 ").count == 2, "\(answer)")
            #expect(!answer.contains("200 OK"))
            #expect(answer.contains("Content-Type: application/problem+json") && answer.hasSuffix("}"))
            #expect(fixture.port.statistics.answers == [status / 100: 1])
            #expect(fixture.port.statistics.refused.values.reduce(0, +) == 1)
        }
    }

    @Test(
        "targets that are no plain path are refused, by a reason of their own",
        arguments: [
            "http://evil.example/open", "http://localhost/open", "//open", "//evil.example/open", "/items//x",
            "/../open",
            "/items/../open", "/items/./x", "/..", "/items/%00", "/items/a%00b", "/items/%", "/items/%4", "/items/%zz",
            "/items/a\\b", "/open#part", "*", "open", "?", "/items/\u{E9}", "/items/\u{7F}",
        ])
    func targets(target: String) async throws {
        try await PortFixture.run { fixture in
            let client = try fixture.client()
            try client.send("GET \(target) HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try client.readAnswer().status == 400)
            #expect(Set(fixture.port.statistics.refused.keys).isSubset(of: ["bad_target", "bad_http"]))
        }
    }

    @Test(
        "a part of a path is decoded once",
        arguments: [
            ("a", "a"), ("a%20b", "a b"), ("a+b", "a+b"), ("%2541", "%41"), ("%2F", "/"), ("%C3%A9", "é"),
            ("%2e%2e", ".."),
            ("a;b=c,d:e@f!$&'()*", "a;b=c,d:e@f!$&'()*"),
        ])
    func decoding(raw: String, text: String) async throws {
        try await PortFixture.run { fixture in
            for query in ["", "?q=%zz"] {
                let answer = try fixture.answer("GET", "/items/\(raw)\(query)")
                #expect(answer.body == text + "\n")
            }
        }
    }

    @Test("bytes that are no UTF-8 behind the encoding are 400", arguments: ["%FF", "%C3", "%ED%A0%80", "%C0%AF"])
    func invalidText(raw: String) async throws {
        try await PortFixture.run { fixture in
            let answer = try fixture.answer("GET", "/items/\(raw)")
            #expect(answer.status == 400)
        }
    }

    @Test(
        "HEAD has the head of GET and no body, whatever the answer is",
        arguments: ["/open", "/nothing", "/file", "/broken"])
    func head(target: String) async throws {
        try await PortFixture.run { fixture in
            let client = try fixture.client()
            let get = try client.request("GET", target)
            let head = try client.request("HEAD", target)
            #expect(head.status == get.status)
            #expect(head.headers == get.headers)
            // The next answer begins where this one ended.
            #expect(try client.request("GET", "/open").body == "open\n")
        }
    }

    @Test("HEAD that the gate refuses, and HEAD of a stream, have no body either")
    func refusedHead() async throws {
        try await PortFixture.run { fixture in
            let client = try fixture.client()
            #expect(try client.request("HEAD", "/open", host: "evil.example").status == 421)
            #expect(try client.request("HEAD", "/parts").headers["transfer-encoding"] == nil)
            #expect(try client.request("GET", "/open").body == "open\n")
        }
    }

    @Test("304 has neither body nor length")
    func notModified() async throws {
        try await PortFixture.run { fixture in
            let client = try fixture.client()
            let tag = try #require(try client.request("GET", "/file").headers["etag"])
            for value in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
                let answer = try client.request("GET", "/file", headers: ["If-None-Match: \(value)"])
                #expect(answer.status == 304, "\(value)")
                #expect(answer.headers["content-length"] == nil && answer.headers["transfer-encoding"] == nil)
                #expect(answer.headers["etag"] == tag)
            }
            #expect(try client.request("GET", "/file", headers: ["If-None-Match: \"other\""]).body == "a file")
        }
    }

    @Test("every other method is 405 and names those that are served; unknown ones count under no name of their own")
    func methods() async throws {
        try await PortFixture.run { fixture in
            for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "PURGE"] {
                let answer = try fixture.answer(method, "/open")
                #expect(answer.status == 405, "\(method)")
                #expect(answer.headers["allow"] == "GET, HEAD", "\(method)")
            }
            for number in 0..<200 { #expect(try fixture.answer("M\(number)", "/open").status == 400) }
            try await fixture.wait(for: "all are counted") { $0.refused == ["bad_http": 200] }
            #expect(Set(fixture.port.statistics.answers.keys) == [4])
        }
    }

    @Test("HTTP/1.0 is answered without chunks and closed")
    func oldVersion() async throws {
        try await PortFixture.run { fixture in
            for (target, body) in [("/open", "open\n"), ("/parts", "one two three")] {
                let client = try fixture.client()
                try client.send("GET \(target) HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n")
                let answer = try client.readToEnd()
                #expect(answer.lowercased().contains("\r\nconnection: close\r\n"))
                #expect(!answer.lowercased().contains("transfer-encoding"))
                #expect(answer.hasSuffix("\r\n\r\n" + body))
            }
        }
    }

    @Test("pipelined requests are answered in their order, refused ones among them")
    func pipelining() async throws {
        try await PortFixture.run { fixture in
            let client = try fixture.client()
            let targets = ["/items/1", "//", "/items/2", "/nothing", "/items/3"]
            try client.send(targets.map { "GET \($0) HTTP/1.1\r\nHost: localhost\r\n\r\n" }.joined())
            let answers = try targets.map { _ in try client.readAnswer() }
            #expect(answers.map(\.status) == [200, 400, 200, 404, 200])
            #expect([answers[0], answers[2], answers[4]].map(\.body) == ["1\n", "2\n", "3\n"])
        }
    }

    @Test("rubbish behind a request is refused after its answer")
    func rubbishBehind() async throws {
        try await PortFixture.run { fixture in
            let client = try fixture.client()
            try client.send("GET /held HTTP/1.1\r\nHost: localhost\r\n\r\n\u{1}rubbish\r\n\r\n")
            try await fixture.wait(for: "it is at work") { $0.requestsInFlight == 1 }
            await fixture.latch.open()
            #expect(try client.readAnswer().body == "held\n")
            #expect(try client.readAnswer().status == 400)
            try client.waitForEnd()
            #expect(fixture.refused("bad_http") == 1)
        }
    }

    @Test(
        "a client that closes its half gets its whole answer", arguments: ["/open", "/parts", "/long"],
        ["", "Connection: close\r\n"])
    func halfClosed(target: String, header: String) async throws {
        try await PortFixture.run { fixture in
            let client = try fixture.client()
            try client.send("GET \(target) HTTP/1.1\r\nHost: localhost\r\n\(header)\r\n")
            client.shutdownSending()
            let answer = try client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 200 OK"))
            #expect(answer.utf8.count > (target == "/long" ? PortFixture.longBody : 0))
            try await fixture.wait(for: "the end") { $0.connections == 0 }
        }
    }

    @Test("a client that closes its half before it has asked is closed at once", arguments: ["", "GET /open HT"])
    func halfClosedBefore(text: String) async throws {
        try await PortFixture.run { fixture in
            let client = try fixture.client()
            try client.send(text)
            client.shutdownSending()
            let start = ContinuousClock.now
            try client.waitForEnd()
            #expect(ContinuousClock.now - start < .seconds(5))
        }
    }

    @Test("an upgrade to what is not spoken is 400", arguments: ["h2c", "websocket", "TLS/1.0"])
    func upgrades(name: String) async throws {
        try await PortFixture.run { fixture in
            let client = try fixture.client()
            let answer = try client.request(
                "GET", "/open",
                headers: [
                    "Upgrade: \(name)", "Connection: Upgrade, HTTP2-Settings", "HTTP2-Settings: AAMAAABkAAQAAP__",
                    "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                ])
            #expect(answer.status == 400)
            try client.waitForEnd()
        }
    }

    @Test("a body is not waited for", arguments: ["Content-Length: 1000000", "Transfer-Encoding: chunked"])
    func bodies(header: String) async throws {
        try await PortFixture.run { fixture in
            let client = try fixture.client()
            let answer = try client.request("GET", "/open", headers: [header, "Expect: 100-continue"])
            #expect(answer.status == 413)
            #expect(fixture.refused("body_not_taken") == 1)
            try client.waitForEnd()
        }
    }
}
