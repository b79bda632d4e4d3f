import Synchronization
import Testing

@testable import RoomFeed

@Suite struct ReconnectionTests {
    @Test func `a server that comes back on the same port is found again`() async throws {
        let recorder = FeedRecorder()
        let script: @Sendable (String) -> @Sendable (RawConnection, Int) -> Void = { name in
            { connection, _ in
                connection.upgrade()
                connection.send(RawConnection.text(name))
                connection.readToEnd()
            }
        }
        let first = try RawServer(script: script("first"))
        let client = try FeedClient.make(first.url, recorder)
        try await recorder.text("first")
        first.stop()
        try await recorder.first { entry in
            if case .disconnected(.refused, _) = entry { true } else { false }
        }
        let second = try RawServer(port: first.port, script: script("second"))
        try await recorder.text("second")
        client.stop()
        second.stop()
        #expect(client.statistics.connects == 2)
        #expect(client.statistics.reconnects == 1)
        #expect(client.statistics.attempts > 2)
    }

    @Test func `a room that does not exist yet is waited for, with a fresh token each time`() async throws {
        let recorder = FeedRecorder()
        let tokens = Mutex<[String]>([])
        let server = try RawServer { connection, number in
            guard let request = connection.readRequest() else { return }
            tokens.withLock { $0.append(RawConnection.header("Authorization", of: request) ?? "") }
            if number < 4 { return _ = connection.send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n") }
            connection.send(RawConnection.acceptance(of: request))
            connection.serve()
        }
        let count = Atomic(0)
        var configuration = FeedClient.Configuration(endpoint: try FeedEndpoint(server.url)) {
            FeedCredentials(bearerToken: "token\(count.add(1, ordering: .relaxed).newValue)")
        }
        configuration.backoff = Backoff(initial: .milliseconds(5), cap: .milliseconds(20))
        let client = try FeedClient(configuration) { event, _ in recorder.take(event) }
        try await recorder.connected()
        client.stop()
        #expect(tokens.withLock { $0 } == (1...4).map { "Bearer token\($0)" })
        #expect(recorder.failures == Array(repeating: .status(404, retryAfter: nil), count: 3))
    }

    @Test func `an end that can be retried is followed by the announced wait`() async throws {
        let recorder = FeedRecorder()
        let server = try RawServer { connection, _ in connection.upgrade() }
        let client = try FeedClient.make(server.url, recorder)
        try await recorder.first { $0 == .connecting(3) }
        client.stop()
        for case .disconnected(let failure, let retryIn) in recorder.entries {
            #expect(failure == .connectionLost)
            let wait = try #require(retryIn)
            #expect(wait <= .milliseconds(50))
        }
    }

    @Test func `messages queued for one connection are not sent on the next`() async throws {
        let recorder = FeedRecorder()
        let received = FeedRecorder()
        let server = try RawServer { connection, number in
            connection.upgrade()
            if number == 1 { return }
            while let frame = connection.readFrame() {
                if frame.opcode == 1 { received.takeText(frame.text) }
            }
        }
        let client = try FeedClient.make(
            server.url, recorder,
            also: { event, control in
                if case .disconnected = event { #expect(!control.send(text: "lost")) }
                if case .connected = event { control.send(text: "first words") }
            })
        try await received.text("first words")
        client.stop()
        #expect(received.texts == ["first words"])
        #expect(client.statistics.sendsDropped >= 1)
    }

    @Test func `after a restart what was final at first is retried`() async throws {
        let recorder = FeedRecorder()
        let server = try RawServer { connection, number in
            if number == 2 {
                _ = connection.readRequest()
                connection.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            } else {
                connection.upgrade()
                if number == 3 { connection.serve() }
            }
        }
        let client = try FeedClient.make(server.url, recorder)
        try await recorder.first { $0 == .connecting(3) }
        try await recorder.connected(times: 2)
        client.stop()
        #expect(recorder.failures == [.connectionLost, .status(400, retryAfter: nil)])
    }
}
