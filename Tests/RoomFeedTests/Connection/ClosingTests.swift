import Testing

@testable import RoomFeed

@Suite struct ClosingTests {
    /// The failure that a client reports when the server does `ending` on an open connection.
    private func failure(
        after ending: @escaping @Sendable (RawConnection) -> Void
    ) async throws -> (failure: FeedFailure, statistics: FeedStatistics) {
        let recorder = FeedRecorder()
        let server = try RawServer { connection, number in
            connection.upgrade()
            if number == 1 { ending(connection) } else { connection.readToEnd() }
        }
        let client = try FeedClient.make(server.url, recorder)
        let failure = try await recorder.failure()
        client.stop()
        return (failure, client.statistics)
    }

    @Test(arguments: [1000, 1001, 1003, 1008, 1009, 1011, 1012, 1013, 1014, 3000, 4999] as [UInt16])
    func `a close frame's code and reason are told and answered`(code: UInt16) async throws {
        let answers = FeedRecorder()
        let result = try await failure { connection in
            connection.send(RawConnection.close(code, "so long"))
            let answer = connection.readDataFrame()
            answers.takeText("\(answer?.opcode ?? 0) \(answer?.payload.prefix(2) ?? [])")
        }
        #expect(result.failure == .closedByServer(code: code, reason: "so long"))
        try await answers.text("8 \([UInt8(code >> 8), UInt8(code & 0xFF)])")
    }

    @Test func `a close frame may have no code`() async throws {
        let result = try await failure { connection in
            connection.send(RawConnection.frame(8, []))
            connection.readToEnd()
        }
        #expect(result.failure == .closedByServer(code: nil, reason: ""))
    }

    @Test(arguments: [0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535] as [UInt16])
    func `a code that must not be sent is answered with 1002`(code: UInt16) async throws {
        let answers = FeedRecorder()
        let result = try await failure { connection in
            connection.send(RawConnection.close(code, "so long"))
            answers.takeText("\(connection.readDataFrame()?.payload ?? [])")
        }
        #expect(result.failure == .protocolViolation("a close frame with code \(code)"))
        #expect(result.statistics.protocolViolations == 1)
        try await answers.text("[3, 234]")
    }

    @Test func `half a code is answered with 1002`() async throws {
        let answers = FeedRecorder()
        let result = try await failure { connection in
            connection.send(RawConnection.frame(8, [3]))
            answers.takeText("\(connection.readDataFrame()?.payload ?? [])")
        }
        #expect(result.failure == .protocolViolation("a close frame with half a code"))
        try await answers.text("[3, 234]")
    }

    @Test func `a close frame's reason must be UTF-8`() async throws {
        let answers = FeedRecorder()
        let result = try await failure { connection in
            connection.send(RawConnection.frame(8, [3, 232, 0xC3, 0x28]))
            answers.takeText("\(connection.readDataFrame()?.payload ?? [])")
        }
        #expect(result.failure == .protocolViolation("a close frame whose reason is not UTF-8"))
        try await answers.text("[3, 239]")
    }

    @Test(arguments: ["nothing", "in mid-header", "in mid-frame", "in mid-message", "reset"])
    func `a connection that ends without a close frame is lost`(when: String) async throws {
        let result = try await failure { connection in
            switch when {
            case "in mid-header": connection.send([0x81])
            case "in mid-frame": connection.send(RawConnection.text("hello").prefix(4))
            case "in mid-message": connection.send(RawConnection.frame(1, [0x78], isFinal: false))
            case "reset": connection.reset()
            default: break
            }
        }
        #expect(result.failure == .connectionLost)
        #expect(result.statistics.messagesReceived == 0)
    }

    @Test func `half a message is not glued to the next connection's first`() async throws {
        let recorder = FeedRecorder()
        let server = try RawServer { connection, number in
            connection.upgrade()
            if number == 1 {
                connection.send(RawConnection.frame(1, Array("half".utf8), isFinal: false))
            } else {
                connection.send(RawConnection.text("whole"))
                connection.serve()
            }
        }
        let client = try FeedClient.make(server.url, recorder)
        try await recorder.first { if case .text = $0 { true } else { false } }
        client.stop()
        #expect(recorder.texts == ["whole"])
        #expect(client.statistics.reconnects == 1)
    }

    @Test func `stopping sends what is queued and then the close frame`() async throws {
        let recorder = FeedRecorder()
        let frames = FeedRecorder()
        let server = try RawServer { connection, _ in
            connection.upgrade()
            while let frame = connection.readFrame() {
                let text = frame.payload.dropFirst(frame.opcode == 8 ? 2 : 0)
                frames.takeText("\(frame.opcode) \(String(decoding: text, as: UTF8.self))")
                if frame.opcode == 8 {
                    connection.send(RawConnection.frame(8, frame.payload))
                    return
                }
            }
        }
        let client = try FeedClient.make(server.url, recorder) { $0.closeTimeout = .seconds(20) }
        try await recorder.connected()
        for number in 0..<5 { client.control.send(text: "m\(number)") }
        client.stop(code: 3001, reason: "done")
        #expect(recorder.entries.last == .ended(.stopped))
        try await frames.first { if case .text(let text) = $0 { text.hasPrefix("8") } else { false } }
        #expect(frames.texts.dropLast() == ["1 m0", "1 m1", "1 m2", "1 m3", "1 m4"])
        #expect(frames.texts.last == "8 done")
    }

    @Test(arguments: [true, false])
    func `stopping waits no longer than the close timeout`(doesRead: Bool) async throws {
        let recorder = FeedRecorder()
        let hold = FeedRecorder()
        let server = try RawServer { connection, _ in
            connection.upgrade()
            if doesRead { return connection.readToEnd() }
            hold.wait()
        }
        let client = try FeedClient.make(server.url, recorder) { configuration in
            configuration.closeTimeout = .milliseconds(200)
            configuration.limits.sendQueueBytes = 16 << 20
        }
        try await recorder.connected()
        if !doesRead { client.control.send(binary: Array(repeating: 1, count: 8 << 20)) }
        client.stop()
        #expect(recorder.entries.last == .ended(.stopped))
        hold.release()
    }

    @Test func `nothing is told after the end`() async throws {
        let recorder = FeedRecorder()
        let server = try RawServer { connection, _ in
            connection.upgrade()
            while connection.send(RawConnection.text("more")) {}
        }
        let client = try FeedClient.make(server.url, recorder)
        try await recorder.text("more")
        client.stop()
        let count = recorder.entries.count
        #expect(recorder.entries.last == .ended(.stopped))
        client.stop()
        #expect(!client.control.send(text: "late"))
        #expect(recorder.entries.count == count)
    }
}
