import Testing

@testable import RoomFeed

@Suite struct ReceivingTests {
    /// What a client gets from a server that upgrades, sends `bytes` and then reads on.
    private func receive(
        _ count: Int, of bytes: [UInt8], byteByByte: Bool = false, withUpgrade: Bool = false
    ) async throws -> (texts: [String], statistics: FeedStatistics) {
        let recorder = FeedRecorder()
        let server = try RawServer { connection, _ in
            connection.upgrade(andSend: withUpgrade ? bytes : [])
            if byteByByte { connection.sendByteByByte(bytes) } else if !withUpgrade { connection.send(bytes) }
            connection.serve()
        }
        let client = try FeedClient.make(server.url, recorder)
        try await recorder.texts(count)
        client.stop()
        #expect(recorder.failures.isEmpty)
        return (recorder.texts, client.statistics)
    }

    @Test func `text messages arrive whole and what is sent comes masked`() async throws {
        let recorder = FeedRecorder()
        let received = FeedRecorder()
        let server = try RawServer { connection, _ in
            connection.upgrade()
            connection.send(RawConnection.text("{\"join\":{}}"))
            while let frame = connection.readFrame(), frame.opcode != 8 {
                if frame.opcode == 1, frame.isMasked, frame.isFinal { received.takeText(frame.text) }
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
        #expect(recorder.entries.prefix(2) == [.connecting(1), .connected])
        #expect(client.statistics.messagesReceived == 1)
        #expect(client.statistics.bytesReceived == 11)
        #expect(client.statistics.messagesSent == 1)
        #expect(client.statistics.connects == 1)
        #expect(client.statistics.lastMessage != nil)
    }

    @Test func `a message of one-byte segments is the same message`() async throws {
        let long = String(repeating: "0123456789", count: 300)
        let bytes = RawConnection.text("one") + RawConnection.text(long) + RawConnection.text("three")
        #expect(try await receive(3, of: bytes, byteByByte: true).texts == ["one", long, "three"])
    }

    @Test(arguments: [false, true])
    func `two messages in one segment are two messages`(withUpgrade: Bool) async throws {
        let bytes = RawConnection.text("one") + RawConnection.text("two")
        #expect(try await receive(2, of: bytes, withUpgrade: withUpgrade).texts == ["one", "two"])
    }

    @Test(arguments: [0, 1, 125, 126, 4095, 4096, 4097, 65535, 65536, 1 << 20])
    func `messages of every length form arrive`(size: Int) async throws {
        let text = String(repeating: "x", count: size)
        let (texts, statistics) = try await receive(2, of: RawConnection.text(text) + RawConnection.text("end"))
        #expect(texts.first?.utf8.count == size)
        #expect(texts.last == "end")
        #expect(statistics.messagesTooLarge == 0)
    }

    @Test(arguments: [3, 9])
    func `a length may be written longer than it must be`(lengthBytes: Int) async throws {
        let bytes = RawConnection.frame(1, Array("five!".utf8), lengthBytes: lengthBytes)
        #expect(try await receive(1, of: bytes).texts == ["five!"])
    }

    @Test func `fragments with pings in between make one message`() async throws {
        let snowman = Array("snow\u{2603}man".utf8)
        let bytes =
            RawConnection.frame(1, Array(snowman[..<5]), isFinal: false) + RawConnection.frame(9, [1, 2])
            + RawConnection.frame(0, [], isFinal: false) + RawConnection.frame(0, [snowman[5]], isFinal: false)
            + RawConnection.frame(10, [3]) + RawConnection.frame(0, Array(snowman[6...])) + RawConnection.text("next")
        let (texts, statistics) = try await receive(2, of: bytes)
        #expect(texts == ["snow\u{2603}man", "next"])
        #expect(statistics.pongsReceived == 1)
    }

    @Test func `binary messages are told apart and can be sent back`() async throws {
        let recorder = FeedRecorder()
        let echoed = FeedRecorder()
        let server = try RawServer { connection, _ in
            connection.upgrade()
            connection.send(RawConnection.frame(2, [0xFF, 0, 0xFE]))
            if let frame = connection.readDataFrame(), frame.opcode == 2 { echoed.takeText("\(frame.payload)") }
            connection.readToEnd()
        }
        let client = try FeedClient.make(
            server.url, recorder,
            also: { event, control in
                if case .binary(let bytes) = event { control.send(binary: Array(bytes)) }
            })
        try await echoed.text("[255, 0, 254]")
        #expect(recorder.entries.contains(.binary([0xFF, 0, 0xFE])))
        client.stop()
    }

    @Test(arguments: [true, false])
    func `ticks come while connected and while not`(isConnected: Bool) async throws {
        let recorder = FeedRecorder()
        let server = try RawServer { connection, _ in
            guard isConnected else { return }
            connection.upgrade()
            connection.serve()
        }
        let client = try FeedClient.make(server.url, recorder) { configuration in
            configuration.backoff = Backoff(initial: .seconds(60), cap: .seconds(60))
        }
        try await recorder.first { $0 == .tick(3) }
        #expect(recorder.entries.contains(.connected) == isConnected)
        client.stop()
    }
}
