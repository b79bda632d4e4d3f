import Testing

@testable import RoomFeed

@Suite struct ReceivingTests {
    @Test func `text messages arrive whole and what is sent comes masked`() async throws {
        let recorder = FeedRecorder()
        let received = FeedRecorder()
        let server = try RawServer { connection, _ in
            connection.upgrade()
            connection.send(RawConnection.text("{\"join\":{}}"))
            while let frame = connection.readFrame(), frame.opcode != 8 {
                if frame.opcode == 1, frame.isMasked { received.take(.text(frame.payload.withUnsafeBytes { $0 })) }
            }
        }
        let client = try FeedClient.make(
            server.url, recorder,
            also: { event, control in
                if case .connected = event { control.send(text: "hello") }
            })
        try await recorder.text("{\"join\":{}}")
        try await received.text("hello")
        client.stop()
        #expect(try await recorder.end() == .stopped)
        #expect(client.statistics.messagesReceived == 1)
        #expect(client.statistics.messagesSent == 1)
    }
}
