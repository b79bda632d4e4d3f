import TestSupport
import Testing

@testable import HTTPPort

/// Every bound of `PortLimits`, reached over real sockets, and its counter.
@Suite(.timeLimit(.minutes(2))) struct PortLimitsTests {
    @Test("a head that is too long is 431, in the target as in the headers", arguments: [true, false])
    func longHead(isTarget: Bool) async throws {
        try await PortFixture.run {
            $0.limits.maxHandshakeBytes = 1_000
        } _: { fixture in
            let filler = String(repeating: "a", count: 2_000)
            let answer =
                try isTarget
                ? fixture.answer("GET", "/\(filler)") : fixture.answer("GET", "/open", headers: ["X: \(filler)"])
            #expect(answer.status == 431)
            #expect(answer.headers["connection"] == "close")
            #expect(answer.headers["content-type"] == "application/problem+json")
            #expect(
                answer.body == """
                    {"type":"about:blank","title":"Request Header Fields Too Large","status":431,\
                    "detail":"the request's head is longer than may be","code":"handshake_too_long"}
                    """)
            #expect(fixture.refused("handshake_too_long") == 1)
            #expect(fixture.port.statistics.answers == [4: 1])
        }
    }

    @Test("a target of a megabyte is refused before it is read to its end")
    func megabyteTarget() async throws {
        try await PortFixture.run { fixture in
            let client = try fixture.client()
            // The port may close before all is sent.
            try? client.send("GET /" + String(repeating: "a", count: 1 << 20) + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try client.readAnswer().status == 431)
        }
    }

    @Test("a head that does not come to its end is 408; a connection that says nothing is closed without blame")
    func slowHead() async throws {
        try await PortFixture.run {
            $0.limits.handshakeTimeout = .milliseconds(150)
        } _: { fixture in
            let silent = try fixture.client()
            let slow = try fixture.client()
            try slow.send("GET /open HTTP/1.1\r\nHost: loc")
            let answer = try slow.readAnswer()
            #expect(answer.status == 408)
            #expect(answer.body.contains("\"code\":\"handshake_timeout\""))
            try silent.waitForEnd()
            #expect(fixture.refused("handshake_timeout") == 1)
            #expect(fixture.port.statistics.refused.count == 1)
        }
    }

    @Test("bytes that drip in do not put the end off")
    func dripping() async throws {
        try await PortFixture.run {
            $0.limits.handshakeTimeout = .milliseconds(300)
        } _: { fixture in
            let client = try fixture.client()
            let start = ContinuousClock.now
            try? client.send("GET /open HTTP/1.1\r\n")
            while ContinuousClock.now < start + .seconds(5), fixture.refused("handshake_timeout") == 0 {
                try? client.send("X: y\r\n")
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(fixture.refused("handshake_timeout") == 1)
            #expect(ContinuousClock.now - start < .seconds(3))
        }
    }

    @Test("a reader that takes nothing is cut off and counted, though its answer is a single write")
    func stuckReader() async throws {
        try await PortFixture.run {
            $0.limits.writeTimeout = .milliseconds(400)
        } _: { fixture in
            let client = try fixture.client(receiveBuffer: 4_096)
            try client.send("GET /long HTTP/1.1\r\nHost: localhost\r\n\r\n")
            try await fixture.wait(for: "slow reader") { $0.refused["slow_reader"] == 1 }
            try await fixture.wait(for: "its end") { $0.connections == 0 }
            #expect(fixture.port.statistics.requestsInFlight == 0)
        }
    }

    @Test("no more waits for a reader that takes nothing than the limits say")
    func waitingBytes() async throws {
        try await PortFixture.run {
            $0.limits.socketBufferBytes = 131_072
        } _: { fixture in
            let client = try fixture.client(receiveBuffer: 4_096)
            try client.send("GET /blocks HTTP/1.1\r\nHost: localhost\r\n\r\n")
            var before = -1
            while fixture.written.value > before {
                before = fixture.written.value
                try await Task.sleep(for: .milliseconds(200))
            }
            #expect(before > 0)
            // The kernel takes some times what it was told; untold, it takes more than eight megabytes.
            #expect(before < 12 * 131_072, "\(before)")
        }
    }

    @Test(
        "a reader that is slow and steady gets all, however long it takes",
        arguments: ["", "Connection: close\r\n"])
    func slowReader(header: String) async throws {
        try await PortFixture.run {
            $0.limits.writeTimeout = .milliseconds(400)
            $0.limits.closeTimeout = .milliseconds(200)
        } _: { fixture in
            let client = try fixture.client(receiveBuffer: 16_384)
            try client.send("GET /long HTTP/1.1\r\nHost: localhost\r\n\(header)\r\n")
            var rest = PortFixture.longBody
            while try client.read(1) != [UInt8(ascii: "x")] {}
            rest -= 1
            let start = ContinuousClock.now
            while rest > 0 {
                let count = min(rest, 131_072)
                _ = try client.read(count)
                rest -= count
                try await Task.sleep(for: .milliseconds(12))
            }
            #expect(ContinuousClock.now - start > .milliseconds(800))
            #expect(fixture.port.statistics.refused.isEmpty)
        }
    }

    @Test("where connections are many, the one that has been idle longest gives way")
    func idleShed() async throws {
        try await PortFixture.run {
            $0.limits.maxHTTPConnections = 3
        } _: { fixture in
            let clients = try (0..<3).map { _ in try fixture.client() }
            for client in clients { #expect(try client.request("/open").status == 200) }
            // The first is used again: now the second is the oldest.
            #expect(try clients[0].request("/open").status == 200)
            #expect(try fixture.answer("GET", "/open").status == 200)
            try clients[1].waitForEnd()
            #expect(try clients[0].request("/open").status == 200)
            #expect(try clients[2].request("/open").status == 200)
            #expect(fixture.refused("idle_shed") == 1)
        }
    }

    @Test("where all connections are at work, whoever comes is told to come again", arguments: [true, false])
    func tooManyConnections(isOfAll: Bool) async throws {
        try await PortFixture.run {
            if isOfAll { $0.limits.maxConnections = 2 } else { $0.limits.maxHTTPConnections = 2 }
        } _: { fixture in
            let busy = try (0..<2).map { _ in try fixture.client() }
            for client in busy { try client.send("GET /held HTTP/1.1\r\nHost: localhost\r\n\r\n") }
            try await fixture.wait(for: "both at work") { $0.requestsInFlight == 2 }
            let answer = try fixture.client().readAnswer()
            #expect(answer.status == 503)
            #expect(answer.headers["retry-after"] == "1")
            #expect(answer.body.contains("\"code\":\"too_many_connections\""))
            #expect(fixture.refused("too_many_connections") == 1)
            await fixture.latch.open()
            for client in busy { #expect(try client.readAnswer().body == "held\n") }
        }
    }

    @Test("where requests in flight are many, the next is told to come again; one that broke off gives its place back")
    func requestsInFlight() async throws {
        try await PortFixture.run {
            $0.limits.maxRequestsInFlight = 1
        } _: { fixture in
            do {
                let leaving = try fixture.client()
                try leaving.send("GET /held HTTP/1.1\r\nHost: localhost\r\n\r\n")
                try await fixture.wait(for: "one at work") { $0.requestsInFlight == 1 }
            }
            let answer = try fixture.answer("GET", "/open")
            #expect(answer.status == 503)
            #expect(answer.headers["retry-after"] == "1")
            #expect(fixture.refused("too_busy") == 1)
            await fixture.latch.open()
            try await fixture.wait(for: "nobody at work") { $0.requestsInFlight == 0 }
            #expect(try fixture.answer("GET", "/open").status == 200)
        }
    }

    @Test("a route that fails gives its place back, and its reason to nobody")
    func failingRoute() async throws {
        try await PortFixture.run {
            $0.limits.maxRequestsInFlight = 1
        } _: { fixture in
            let client = try fixture.client()
            for _ in 0..<3 {
                let answer = try client.request("/broken")
                #expect(answer.status == 500)
                #expect(!answer.body.contains("eof"))
            }
            #expect(try client.request("/open").status == 200)
            #expect(fixture.refused("internal_error") == 3)
            #expect(fixture.port.statistics.requestsInFlight == 0)
        }
    }

    @Test("a connection's last request is answered with Connection: close")
    func lastRequest() async throws {
        try await PortFixture.run {
            $0.limits.maxRequestsPerConnection = 3
        } _: { fixture in
            let client = try fixture.client()
            #expect(try client.request("/open").headers["connection"] == nil)
            #expect(try client.request("/open").headers["connection"] == nil)
            #expect(try client.request("/open").headers["connection"] == "close")
            #expect(try client.readToEnd() == "")
        }
    }

    @Test("whoever sends more requests ahead than are answered has all answers, also when it reads late")
    func requestsAhead() async throws {
        try await PortFixture.run {
            $0.limits.closeTimeout = .milliseconds(100)
        } _: { fixture in
            let client = try fixture.client()
            // More than the port reads at a time, and of other heads' bytes none may be counted as one's.
            try client.send(String(repeating: "GET /open HTTP/1.1\r\nHost: localhost\r\n\r\n", count: 20_000))
            try await fixture.wait(for: "its end") { $0.connections == 0 }
            for _ in 0..<999 { #expect(try client.readAnswer().headers["connection"] == nil) }
            #expect(try client.readAnswer().headers["connection"] == "close")
            #expect(try client.readToEnd() == "")
            #expect(fixture.port.statistics.refused.isEmpty)
        }
    }

    @Test("a head that is too long is refused behind the answers to those before it", arguments: [0, 700])
    func longHeadBehind(pause: Int) async throws {
        try await PortFixture.run {
            $0.limits.maxHandshakeBytes = 1_000
        } _: { fixture in
            let client = try fixture.client()
            let short = "GET /open HTTP/1.1\r\nHost: localhost\r\n\r\n"
            let long = "GET /open HTTP/1.1\r\nX: " + String(repeating: "a", count: 2_000)
            let held = "GET /held HTTP/1.1\r\nHost: localhost\r\n\r\n"
            try client.send(short + short + held + long.prefix(pause))
            try await fixture.wait(for: "the third at work") { $0.requestsInFlight == 1 }
            try client.send(String(long.dropFirst(pause)))
            await fixture.latch.open()
            #expect(try (0..<4).map { _ in try client.readAnswer().status } == [200, 200, 200, 431])
            #expect(try client.readToEnd() == "")
            #expect(fixture.refused("handshake_too_long") == 1)
        }
    }

    @Test("connections that end, in whatever way, are no longer counted")
    func connectionsAreForgotten() async throws {
        try await PortFixture.run { fixture in
            for _ in 0..<20 {
                let streaming = try fixture.client()
                try streaming.send("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
                let long = try fixture.client(receiveBuffer: 4_096)
                try long.send("GET /long HTTP/1.1\r\nHost: localhost\r\n\r\n")
                let half = try fixture.client()
                try half.send("GET /open HT")
                _ = try streaming.read(20)
            }
            try await fixture.wait(for: "the end of all") { $0.connections == 0 && $0.requestsInFlight == 0 }
            #expect(fixture.port.statistics.connectionsAccepted == 60)
        }
    }
}

extension RawClient {
    fileprivate func request(_ target: String) throws -> Answer { try request("GET", target) }
}
