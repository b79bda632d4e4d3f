import Testing

@testable import RoomFeed

/// Servers that break RFC 6455, and servers that use it to the full.
@Suite struct ProtocolTests {
    private func failure(after bytes: [UInt8]) async throws -> (FeedFailure, FeedStatistics, texts: [String]) {
        let recorder = FeedRecorder()
        let server = try RawServer { connection, number in
            connection.upgrade()
            if number == 1 { connection.send(bytes) }
            connection.readToEnd()
        }
        let client = try FeedClient.make(server.url, recorder)
        let failure = try await recorder.failure()
        client.stop()
        return (failure, client.statistics, recorder.texts)
    }

    @Test(arguments: [
        ("reserved bit 1", RawConnection.frame(1, [0x78], reserved: 0x40)),
        ("reserved bit 3", RawConnection.frame(1, [0x78], reserved: 0x10)),
        ("opcode 3", RawConnection.frame(3, [])),
        ("opcode 11", RawConnection.frame(11, [])),
        ("continuation of nothing", RawConnection.frame(0, [0x78])),
        ("new message within a message", RawConnection.frame(1, [0x78], isFinal: false) + RawConnection.text("y")),
        ("fragmented ping", RawConnection.frame(9, [], isFinal: false)),
        ("ping of 126 bytes", RawConnection.frame(9, Array(repeating: 0x78, count: 126))),
        ("close of 126 bytes", RawConnection.frame(8, Array(repeating: 0x78, count: 126))),
        ("pong with a 64-bit length", RawConnection.frame(10, [1], lengthBytes: 9)),
        ("masked frame", RawConnection.frame(1, Array("masked".utf8), mask: [1, 2, 3, 4])),
    ])
    func `a frame that is not allowed ends the connection`(what: String, bytes: [UInt8]) async throws {
        let (failure, statistics, texts) = try await failure(after: bytes)
        guard case .protocolViolation(let detail) = failure else {
            Issue.record("\(what): \(failure)")
            return
        }
        #expect(!detail.isEmpty)
        #expect(statistics.protocolViolations == 1)
        #expect(texts.isEmpty)
    }

    @Test(
        arguments: [
            [0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x61, 0xE2, 0x82],
        ] as [[UInt8]])
    func `text that is not UTF-8 ends the connection`(bytes: [UInt8]) async throws {
        let (failure, statistics, texts) = try await failure(after: RawConnection.frame(1, bytes))
        #expect(failure == .invalidText)
        #expect(statistics.protocolViolations == 1)
        #expect(texts.isEmpty)
    }

    @Test func `a character may be cut by fragments but not by the message's end`() async throws {
        let good = RawConnection.frame(1, [0xE2, 0x82], isFinal: false) + RawConnection.frame(0, [0xAC])
        let bad = RawConnection.frame(1, [0xE2], isFinal: false) + RawConnection.frame(0, [0x82])
        let (failure, _, texts) = try await failure(after: good + bad)
        #expect(failure == .invalidText)
        #expect(texts == ["\u{20AC}"])
    }

    @Test(arguments: [[], [1, 2, 3], Array(repeating: 7, count: 125)] as [[UInt8]])
    func `a ping is answered with its payload`(payload: [UInt8]) async throws {
        let recorder = FeedRecorder()
        let answers = FeedRecorder()
        let server = try RawServer { connection, _ in
            connection.upgrade()
            connection.send(RawConnection.frame(9, payload))
            if let frame = connection.readDataFrame() { answers.takeText("\(frame.opcode) \(frame.payload)") }
            connection.readToEnd()
        }
        let client = try FeedClient.make(server.url, recorder)
        try await answers.text("10 \(payload)")
        client.stop()
    }

    @Test func `what was queued before a breach is sent, and then the close frame`() async throws {
        let recorder = FeedRecorder()
        let frames = FeedRecorder()
        let server = try RawServer { connection, number in
            connection.upgrade()
            if number == 1 { connection.send(RawConnection.text("echo") + RawConnection.frame(3, [])) }
            while let frame = connection.readFrame() { frames.takeText("\(frame.opcode) \(frame.payload)") }
        }
        let client = try FeedClient.make(
            server.url, recorder,
            also: { event, control in
                if case .text = event { control.send(text: "echo") }
            })
        _ = try await recorder.failure()
        client.stop()
        #expect(frames.texts.prefix(2) == ["1 \(Array("echo".utf8))", "8 [3, 234]"])
    }

    @Test func `pings that come together are answered each, the oldest beyond the limit left out`() async throws {
        let recorder = FeedRecorder()
        let answers = FeedRecorder()
        let server = try RawServer { connection, _ in
            connection.upgrade()
            connection.send(Array((1...20).map { RawConnection.frame(9, [$0]) }.joined()))
            var payloads: [UInt8] = []
            while payloads.last != 20, let frame = connection.readDataFrame() { payloads += frame.payload }
            answers.takeText("\(payloads)")
            connection.readToEnd()
        }
        let client = try FeedClient.make(server.url, recorder)
        try await answers.first { _ in true }
        client.stop()
        // Two segments may come at two times, and then fewer are left out.
        #expect(answers.texts.first?.hasSuffix("16, 17, 18, 19, 20]") == true)
        let answered = answers.texts.first?.split(separator: ",").count ?? 0
        #expect(answered >= 16)
        #expect(client.statistics.pongsDropped == UInt64(20 - answered))
    }

    @Test func `each frame has a mask of its own`() async throws {
        let recorder = FeedRecorder()
        let masks = FeedRecorder()
        let server = try RawServer { connection, _ in
            connection.upgrade()
            var seen: Set<[UInt8]> = []
            for _ in 0..<20 {
                guard let frame = connection.readFrame() else { return }
                seen.insert(frame.mask)
            }
            masks.takeText("\(seen.count)")
            connection.serve()
        }
        let client = try FeedClient.make(
            server.url, recorder,
            also: { event, control in
                guard case .connected = event else { return }
                for _ in 0..<20 { control.send(text: "the same") }
            })
        try await masks.text("20")
        client.stop()
    }

    @Test func `a flood of pings and pongs is survived`() async throws {
        let recorder = FeedRecorder()
        let server = try RawServer { connection, _ in
            connection.upgrade()
            let flood = Array(
                repeatElement(RawConnection.frame(9, [1]) + RawConnection.frame(10, [2]), count: 1000).joined())
            for _ in 0..<10 { connection.send(flood) }
            connection.send(RawConnection.text("after"))
            connection.serve()
        }
        let client = try FeedClient.make(server.url, recorder)
        try await recorder.text("after")
        client.stop()
        #expect(client.statistics.pongsReceived >= 10_000)
        #expect(recorder.failures.isEmpty)
    }

    @Test func `no extension and no subprotocol is offered`() async throws {
        let recorder = FeedRecorder()
        let requests = FeedRecorder()
        let server = try RawServer { connection, _ in
            requests.takeText(connection.upgrade() ?? "")
            connection.serve()
        }
        let client = try FeedClient.make(server.url, recorder)
        try await recorder.connected()
        client.stop()
        let request = try #require(requests.texts.first).lowercased()
        #expect(!request.contains("sec-websocket-extensions"))
        #expect(!request.contains("sec-websocket-protocol"))
        #expect(request.contains("sec-websocket-version: 13\r\n"))
    }
}
