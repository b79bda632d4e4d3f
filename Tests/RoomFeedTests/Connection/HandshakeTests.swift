import Testing

@testable import RoomFeed

@Suite struct HandshakeTests {
    /// What becomes of a client whose first request is answered so.
    private func answer(
        _ answer: @escaping @Sendable (RawConnection, String) -> Void, timeout: Duration = .seconds(10)
    ) async throws -> (failure: FeedFailure, retryIn: Duration?, accepted: Int) {
        let recorder = FeedRecorder()
        let server = try RawServer { connection, _ in
            guard let request = connection.readRequest() else { return }
            answer(connection, request)
        }
        let client = try FeedClient.make(server.url, recorder) { configuration in
            configuration.handshakeTimeout = timeout
            configuration.backoff = Backoff(initial: .seconds(60), cap: .seconds(60))
        }
        let entry = try await recorder.first { if case .disconnected = $0 { true } else { false } }
        if case .disconnected(_, nil) = entry {
            guard case .failed(_, let advice) = try await recorder.end() else {
                throw FeedRecorder.NothingCame(seen: [])
            }
            #expect(!advice.isEmpty)
        }
        let accepted = server.acceptedCount
        client.stop()
        guard case .disconnected(let failure, let retryIn) = entry else {
            throw FeedRecorder.NothingCame(seen: [entry])
        }
        return (failure, retryIn, accepted)
    }

    @Test(arguments: [
        ("200 OK", FeedFailure.status(200, retryAfter: nil), true),
        ("301 Moved Permanently\r\nLocation: ws://127.0.0.1:1/", .status(301, retryAfter: nil), true),
        ("302 Found\r\nLocation: /elsewhere", .status(302, retryAfter: nil), true),
        ("400 Bad Request", .status(400, retryAfter: nil), true),
        ("401 Unauthorized", .status(401, retryAfter: nil), true),
        ("403 Forbidden", .status(403, retryAfter: nil), true),
        ("404 Not Found", .status(404, retryAfter: nil), false),
        ("429 Too Many Requests\r\nRetry-After: 7", .status(429, retryAfter: .seconds(7)), false),
        ("503 Service Unavailable\r\nRetry-After: 3", .status(503, retryAfter: .seconds(3)), false),
        ("503 Service Unavailable\r\nRetry-After: Fri, 31 Dec 1999 23:59:59 GMT", .status(503, retryAfter: nil), false),
        ("503 Service Unavailable", .status(503, retryAfter: nil), false),
    ])
    func `a refusal is told by its status`(status: String, failure: FeedFailure, isFinal: Bool) async throws {
        let result = try await answer { connection, _ in
            connection.send("HTTP/1.1 \(status)\r\nContent-Length: 2\r\n\r\nno")
            connection.readToEnd()
        }
        #expect(result.failure == failure)
        #expect((result.retryIn == nil) == isFinal)
        if case .status(_, let retryAfter?) = failure { #expect(result.retryIn == retryAfter) }
        if isFinal { #expect(result.accepted == 1) }
    }

    @Test(arguments: [
        ("Sec-WebSocket-Accept: ", "Sec-WebSocket-Accept: AAAA", HandshakeFault.wrongAccept),
        ("Sec-WebSocket-Accept", "X-Accept", .missingAccept),
        ("Upgrade: websocket", "X-Upgrade: websocket", .missingUpgrade),
        ("Upgrade: websocket", "Upgrade: h2c", .otherUpgrade),
        ("Connection: Upgrade", "Connection: close", .missingConnection),
        ("Connection: Upgrade", "X-Connection: Upgrade", .missingConnection),
        ("HTTP/1.1", "HTTP/1.0", .oldHTTP),
        (
            "Connection: Upgrade", "Connection: Upgrade\r\nSec-WebSocket-Extensions: permessage-deflate",
            .unknownExtension
        ),
        ("Connection: Upgrade", "Connection: Upgrade\r\nSec-WebSocket-Protocol: chat", .unknownSubprotocol),
    ])
    func `an answer that is no upgrade is refused`(part: String, changed: String, fault: HandshakeFault) async throws {
        let result = try await answer { connection, request in
            connection.send(RawConnection.acceptance(of: request).replacing(part, with: changed, maxReplacements: 1))
            connection.readToEnd()
        }
        #expect(result.failure == .handshake(fault))
        #expect(result.retryIn == nil)
    }

    @Test func `garbage is no answer`() async throws {
        let result = try await answer { connection, _ in
            connection.send("SSH-2.0-OpenSSH_9.2\r\n")
            connection.readToEnd()
        }
        #expect(result.failure == .handshake(.notHTTP))
        #expect(result.retryIn == nil)
    }

    @Test func `an endless header ends`() async throws {
        let sent = FeedRecorder()
        let result = try await answer { connection, _ in
            connection.send("HTTP/1.1 101 Switching Protocols\r\nX-Long: ")
            var count = 0
            let part = Array(repeating: UInt8(0x78), count: 100_000)
            while count < 10_000, connection.send(part) { count += 1 }
            sent.takeText(count < 10_000 ? "cut" : "all taken")
        }
        #expect(result.failure == .handshake(.badHeaders))
        try await sent.text("cut")
    }

    @Test func `headers without end end`() async throws {
        let result = try await answer { connection, _ in
            connection.send("HTTP/1.1 101 Switching Protocols\r\n")
            while connection.send("Set-Cookie: name=value\r\nX-Unknown: some value\r\n") {}
        }
        #expect(result.failure == .handshake(.badHeaders))
    }

    @Test func `silence ends the attempt`() async throws {
        let result = try await answer({ connection, _ in connection.readToEnd() }, timeout: .milliseconds(200))
        #expect(result.failure == .timedOut(stage: .upgrade, limit: .milliseconds(200)))
        #expect(result.retryIn != nil)
    }

    @Test func `a connection that ends before the answer is tried again`() async throws {
        let result = try await answer({ _, _ in })
        #expect(result.failure == .handshake(.closedEarly))
        #expect(result.retryIn != nil)
    }

    @Test func `a port where nothing listens refuses`() async throws {
        let recorder = FeedRecorder()
        let server = try RawServer { _, _ in }
        let port = server.port
        server.stop()
        let client = try FeedClient.make("ws://127.0.0.1:\(port)/", recorder)
        #expect(try await recorder.failure() == .refused(endpoint: "127.0.0.1:\(port)"))
        client.stop()
    }

    @Test func `a name that does not exist is told`() async throws {
        let recorder = FeedRecorder()
        let client = try FeedClient.make("ws://no-such-host.invalid/", recorder)
        guard case .nameNotFound("no-such-host.invalid", let reason) = try await recorder.failure() else {
            Issue.record("\(recorder.entries)")
            return
        }
        #expect(!reason.isEmpty)
        client.stop()
    }

    @Test func `a name is tried at each of its addresses`() async throws {
        let recorder = FeedRecorder()
        // localhost is ::1 too where there is IPv6, and nothing listens there.
        let server = try RawServer { connection, _ in
            connection.upgrade()
            connection.serve()
        }
        let client = try FeedClient.make("ws://localhost:\(server.port)/", recorder)
        try await recorder.connected()
        #expect(recorder.failures.isEmpty)
        client.stop()
    }

    @Test func `the request carries token, query and host`() async throws {
        let recorder = FeedRecorder()
        let requests = FeedRecorder()
        let server = try RawServer { connection, _ in
            requests.takeText(connection.upgrade() ?? "")
            connection.serve()
        }
        let token = String(repeating: "t", count: FeedCredentials.tokenLimit)
        let client = try FeedClient.make(
            server.url + "?a=1", recorder,
            credentials: FeedCredentials(bearerToken: token, query: [.init(name: "room", value: "c 42")]))
        try await recorder.connected()
        client.stop()
        let request = try #require(requests.texts.first)
        #expect(request.hasPrefix("GET /rtc?a=1&room=c%2042 HTTP/1.1\r\n"))
        #expect(RawConnection.header("Host", of: request) == "127.0.0.1:\(server.port)")
        #expect(RawConnection.header("Authorization", of: request) == "Bearer \(token)")
        #expect(RawConnection.header("User-Agent", of: request) == "roomvitals")
    }

    @Test(arguments: ["a\r\nX-Injected: 1", "with space", String(repeating: "t", count: 8193), "\u{E4}"])
    func `a token that a header cannot carry is not sent`(token: String) async throws {
        let recorder = FeedRecorder()
        let server = try RawServer { _, _ in }
        let client = try FeedClient.make(server.url, recorder, credentials: FeedCredentials(bearerToken: token))
        guard case .failed(.credentials(let fault), _) = try await recorder.end() else {
            Issue.record("\(recorder.entries)")
            return
        }
        #expect(!fault.contains(token))
        #expect(server.acceptedCount == 0)
        client.stop()
    }

    @Test func `a query too long for the request line is not sent`() async throws {
        let recorder = FeedRecorder()
        let server = try RawServer { _, _ in }
        let long = String(repeating: "q", count: FeedEndpoint.targetLimit)
        let client = try FeedClient.make(
            server.url, recorder, credentials: FeedCredentials(query: [.init(name: "access_token", value: long)]))
        guard case .failed(.credentials(let fault), _) = try await recorder.end() else {
            Issue.record("\(recorder.entries)")
            return
        }
        #expect(!fault.contains("qq"))
        client.stop()
    }
}
