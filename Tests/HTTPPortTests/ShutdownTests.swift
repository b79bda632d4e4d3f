import TestSupport
import Testing

@testable import HTTPPort

/// The end of a port, whatever its clients do meanwhile.
@Suite(.timeLimit(.minutes(2))) struct ShutdownTests {
    @Test("idle connections do not hold the end up")
    func idle() async throws {
        let fixture = try await PortFixture { $0.limits.shutdownTimeout = .seconds(60) }
        let kept = try fixture.client()
        #expect(try kept.request("GET", "/open").status == 200)
        let silent = try fixture.client()
        let unfinished = try fixture.client()
        try unfinished.send("GET /open HTTP/1.1\r\n")
        try await fixture.wait(for: "all are there") { $0.connections == 3 }
        let start = ContinuousClock.now
        await fixture.port.shutdown()
        #expect(ContinuousClock.now - start < .seconds(5))
        for client in [kept, silent, unfinished] { try client.waitForEnd() }
        #expect(fixture.port.statistics.connections == 0)
    }

    @Test("an answer on its way still arrives")
    func answersFinish() async throws {
        let fixture = try await PortFixture { $0.limits.shutdownTimeout = .seconds(60) }
        let client = try fixture.client()
        try client.send("GET /held HTTP/1.1\r\nHost: localhost\r\n\r\n")
        try await fixture.wait(for: "it is at work") { $0.requestsInFlight == 1 }
        async let end: Void = fixture.port.shutdown()
        try await Task.sleep(for: .milliseconds(100))
        await fixture.latch.open()
        let answer = try client.readAnswer()
        #expect(answer.body == "held\n")
        #expect(answer.headers["connection"] == "close")
        try client.waitForEnd()
        await end
    }

    @Test(
        "streams, stuck readers and routes that never end are cut off within the limit",
        arguments: ["/stream", "/long", "/forever"])
    func endless(path: String) async throws {
        let fixture = try await PortFixture { $0.limits.shutdownTimeout = .milliseconds(300) }
        let client = try fixture.client(receiveBuffer: 4_096)
        try client.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
        try await fixture.wait(for: "it is at work") { $0.requests == 1 }
        let start = ContinuousClock.now
        await fixture.port.shutdown()
        #expect(ContinuousClock.now - start < .seconds(5))
        try client.waitForEnd()
        // Another call finds nothing to do.
        await fixture.port.shutdown()
    }

    /// What was read ahead is left over when the connection ends, and NIO's parser has something to say about it.
    @Test(
        "what a client has sent ahead is dropped, whatever it is",
        arguments: [
            String(repeating: "GET /open HTTP/1.1\r\nHost: localhost\r\n\r\n", count: 20) + "GET /op", "GET /op",
            "\u{1}\u{2}",
            "GET /open HTTP/1.1\r\nHost: loc",
        ], ["/held", "/open", "/stream", "/long"])
    func sentAhead(text: String, path: String) async throws {
        let fixture = try await PortFixture { $0.limits.shutdownTimeout = .milliseconds(300) }
        let client = try fixture.client(receiveBuffer: 4_096)
        try client.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n" + text)
        try await fixture.wait(for: "the first was read") { $0.requests > 0 }
        async let end: Void = fixture.port.shutdown()
        try await Task.sleep(for: .milliseconds(50))
        await fixture.latch.open()
        await end
        try client.waitForEnd()
        #expect(fixture.port.statistics.connections == 0)
    }

    @Test("nobody is taken in any more")
    func closed() async throws {
        let fixture = try await PortFixture()
        await fixture.port.shutdown()
        #expect(throws: RawClient.Failure.self) { try fixture.client().request("GET", "/open") }
    }

    @Test("a port that is taken is not opened, and says why")
    func taken() async throws {
        try await PortFixture.run { fixture in
            await #expect(
                throws: PortStartError.cannotListen(
                    host: "127.0.0.1", port: fixture.port.port, reason: "Address already in use")
            ) { try await HTTPPort.start(port: fixture.port.port) }
        }
    }
}
