import TestSupport
import Testing

@testable import HTTPPort

/// Bytes that nobody meant.
@Suite(.timeLimit(.minutes(5))) struct RandomBytesTests {
    private static let fragments = [
        "GET ", "HEAD ", "POST ", "OPTIONS ", "CONNECT ", "PRI ", "/open", "/stream", "/items/", "/", "*", "//", "%",
        "%2F", "%00", "?",
        "#", "http://", "localhost", ":", " HTTP/1.1\r\n", " HTTP/1.0\r\n", " HTTP/2.0\r\n", "\r\n", "\n", "\r", " ",
        "\t",
        "Host: localhost\r\n", "Host: ", "Content-Length: 0\r\n", "Content-Length: 7\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Connection: close\r\n", "Connection: Upgrade\r\n", "Upgrade: websocket\r\n", "Upgrade: h2c\r\n",
        "Sec-WebSocket-Version: 13\r\n", "Expect: 100-continue\r\n", "\r\n\r\n", "0\r\n\r\n", "5\r\nhello\r\n", "é",
        "\u{0}",
        "GET /open HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ]

    @Test("two thousand connections of random bytes leave a port that answers, and nothing behind")
    func random() async throws {
        try await PortFixture.run {
            $0.limits.handshakeTimeout = .milliseconds(300)
            $0.limits.closeTimeout = .milliseconds(50)
        } _: { fixture in
            var generator = SeededGenerator(seed: 20_261_124)
            for number in 0..<2_000 {
                let client = try fixture.client()
                // The port may have closed already.
                try? client.send(Self.bytes(&generator))
                if generator.next() % 4 > 0 {
                    client.shutdownSending()
                    do { try client.waitForEnd(unlessLongerThan: 1 << 16) } catch {
                        Issue.record("\(number): \(error)")
                    }
                }
            }
            try await fixture.wait(for: "nobody there") { $0.connections == 0 && $0.requestsInFlight == 0 }
            #expect(try fixture.answer("GET", "/open").body == "open\n")
            #expect(fixture.port.statistics.connectionsAccepted == 2_001)
            #expect(Set(fixture.port.statistics.answers.keys).isSubset(of: 1...5))
            #expect(fixture.port.statistics.refused.count < 20)
            #expect(fixture.refused("internal_error") == 0)
        }
    }

    private static func bytes(_ generator: inout SeededGenerator) -> [UInt8] {
        switch generator.next() % 3 {
        case 0:
            return (0..<Int.random(in: 0...400, using: &generator)).map { _ in .random(in: 0...255, using: &generator) }
        case 1:
            let count = Int.random(in: 1...16, using: &generator)
            return (0..<count).flatMap { _ in Array((fragments.randomElement(using: &generator) ?? "").utf8) }
        default:
            // A good request with a few bytes spoiled.
            var bytes = Array(
                "GET /items/abc?x=1 HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\nConnection: close\r\n\r\n".utf8)
            for _ in 0..<Int.random(in: 0...3, using: &generator) {
                let place = Int.random(in: bytes.indices, using: &generator)
                bytes[place] = .random(in: 0...255, using: &generator)
            }
            return bytes
        }
    }
}

extension RawClient {
    /// Reads on until the connection is gone, or so much has come that it is a stream without an end.
    fileprivate func waitForEnd(unlessLongerThan limit: Int) throws {
        do {
            for _ in 0..<limit { _ = try read(1) }
        } catch Failure.closed, Failure.reset {}
    }
}
