import Testing

@testable import RoomFeed

@Suite struct LimitsTests {
    /// Sends `bytes`, then a good message on the next connection.
    ///
    /// - Returns: the code of the client's close frame, and why it says the connection ended.
    private func provoke(
        _ bytes: @escaping @Sendable (RawConnection) -> Void, limits: FeedClient.Limits = FeedClient.Limits()
    ) async throws -> (code: UInt16?, failure: FeedFailure, statistics: FeedStatistics) {
        let recorder = FeedRecorder()
        let closes = FeedRecorder()
        let server = try RawServer { connection, number in
            connection.upgrade()
            if number > 1 {
                connection.send(RawConnection.text("good"))
                return connection.serve()
            }
            bytes(connection)
            let close = connection.readDataFrame()
            closes.takeText(
                close.map { $0.opcode == 8 ? "\(UInt16($0.payload[0]) << 8 | UInt16($0.payload[1]))" : "?" } ?? "")
        }
        let client = try FeedClient.make(server.url, recorder) { $0.limits = limits }
        let failure = try await recorder.failure()
        try await recorder.text("good")
        try await closes.first { _ in true }
        client.stop()
        return (closes.texts.first.flatMap { UInt16($0) }, failure, client.statistics)
    }

    @Test func `a million fragments of one byte end at the limit with 1009`() async throws {
        let sent = FeedRecorder()
        let result = try await provoke({ connection in
            let first = RawConnection.frame(1, [0x78], isFinal: false)
            let fragment = RawConnection.frame(0, [0x78], isFinal: false)
            let thousand = Array(repeatElement(fragment, count: 1000).joined())
            connection.send(first)
            for batch in 0..<1000 where !connection.send(thousand) {
                return sent.takeText("cut after \(batch)")
            }
        })
        #expect(result.failure == .tooManyFragments(limit: 4096))
        #expect(result.statistics.messagesTooFragmented == 1)
        #expect(result.statistics.messagesReceived == 1)
    }

    @Test func `fragments beyond the limit are answered with 1009`() async throws {
        var limits = FeedClient.Limits()
        limits.fragmentsPerMessage = 3
        let result = try await provoke(
            { connection in
                connection.send(RawConnection.frame(1, [], isFinal: false))
                for _ in 0..<3 { connection.send(RawConnection.frame(0, [], isFinal: false)) }
            }, limits: limits)
        #expect(result.code == 1009)
        #expect(result.failure == .tooManyFragments(limit: 3))
    }

    @Test(arguments: [(1 << 20) + 1, 1 << 40, (1 << 63) - 1] as [UInt64])
    func `a frame that claims too much is refused before it has come`(claimed: UInt64) async throws {
        let result = try await provoke({ connection in
            let body = Array(repeating: UInt8(0x78), count: ServiceContext.receiveBuffer)
            connection.send(RawConnection.frame(1, body, claimedLength: claimed))
        })
        #expect(result.code == 1009)
        #expect(result.failure == .messageTooLarge(limit: 1 << 20))
        #expect(result.statistics.messagesTooLarge == 1)
    }

    @Test func `a message that grows too large by fragments is refused`() async throws {
        var limits = FeedClient.Limits()
        limits.messageBytes = 10_000
        let result = try await provoke(
            { connection in
                let part = Array(repeating: UInt8(0x78), count: 5000)
                connection.send(RawConnection.frame(1, part, isFinal: false))
                connection.send(RawConnection.frame(0, part, isFinal: false))
                connection.send(RawConnection.frame(0, [0x78]))
            }, limits: limits)
        #expect(result.code == 1009)
        #expect(result.failure == .messageTooLarge(limit: 10_000))
    }

    @Test func `a length with its top bit set breaks the protocol`() async throws {
        let result = try await provoke({ connection in
            connection.send([0x81, 127, 0x80, 0, 0, 0, 0, 0, 0, 1])
        })
        guard case .protocolViolation = result.failure else {
            Issue.record("\(result.failure)")
            return
        }
    }

    @Test func `what does not fit the send queue is dropped and counted`() async throws {
        let recorder = FeedRecorder()
        let server = try RawServer { connection, _ in
            connection.upgrade()
            connection.serve()
        }
        let client = try FeedClient.make(
            server.url, recorder,
            change: { configuration in
                configuration.limits.sendQueueBytes = 100
                configuration.limits.sendQueueMessages = 3
            },
            also: { event, control in
                guard case .connected = event else { return }
                #expect(!control.send(text: String(repeating: "x", count: 101)))
                for _ in 0..<3 { #expect(control.send(text: "yes")) }
                #expect(!control.send(text: "no"))
            })
        #expect(!client.control.send(text: "too early"))
        try await recorder.connected()
        client.stop()
        #expect(client.statistics.sendsDropped == 3)
        #expect(client.statistics.messagesSent == 3)
    }
}
