import Glibc
import Testing

@testable import RoomFeed

@Suite struct SilenceTests {
    private func make(_ server: RawServer, _ recorder: FeedRecorder) throws -> FeedClient {
        try FeedClient.make(server.url, recorder) { configuration in
            configuration.pingInterval = .milliseconds(50)
            configuration.pingTimeout = .milliseconds(400)
        }
    }

    @Test func `a server that answers pings stays connected`() async throws {
        let recorder = FeedRecorder()
        let pings = FeedRecorder()
        let server = try RawServer { connection, _ in
            connection.upgrade()
            var count = 0
            while let frame = connection.readFrame(), frame.opcode != 8 {
                if frame.opcode == 9 {
                    count += 1
                    connection.send(RawConnection.frame(10, frame.payload))
                    if count == 20 { pings.takeText("twenty") }
                }
            }
        }
        let client = try make(server, recorder)
        try await pings.text("twenty")
        client.stop()
        #expect(recorder.failures.isEmpty)
        #expect(client.statistics.pingsSent >= 20)
        #expect(client.statistics.pongsReceived >= 19)
    }

    @Test(arguments: ["silent", "in mid-frame"])
    func `a half-open connection is noticed and replaced`(how: String) async throws {
        let recorder = FeedRecorder()
        let hold = FeedRecorder()
        let server = try RawServer { connection, number in
            connection.upgrade()
            if number > 1 {
                connection.send(RawConnection.text("back"))
                return connection.serve()
            }
            if how == "in mid-frame" { connection.send(RawConnection.text("hello").prefix(5)) }
            hold.wait()
        }
        let client = try make(server, recorder)
        #expect(try await recorder.failure() == .pingTimeout(.milliseconds(400)))
        try await recorder.text("back")
        client.stop()
        hold.release()
        #expect(client.statistics.pingTimeouts == 1)
        #expect(client.statistics.reconnects == 1)
    }

    @Test func `the limits of silence can be changed while connected`() async throws {
        let recorder = FeedRecorder()
        let hold = FeedRecorder()
        let server = try RawServer { connection, _ in
            connection.upgrade()
            hold.wait()
        }
        let client = try FeedClient.make(server.url, recorder)
        try await recorder.connected()
        client.control.setPings(interval: .milliseconds(20), timeout: .milliseconds(150))
        #expect(try await recorder.failure() == .pingTimeout(.milliseconds(150)))
        client.stop()
        hold.release()
    }

    @Test func `data alone keeps a connection whose pings are not answered`() async throws {
        let recorder = FeedRecorder()
        let server = try RawServer { connection, _ in
            connection.upgrade()
            // Answers no ping, but says something each time.
            var count = 0
            while let frame = connection.readFrame(), frame.opcode != 8 {
                count += 1
                connection.send(RawConnection.text("\(count)"))
            }
        }
        let client = try make(server, recorder)
        try await recorder.text("20")
        client.stop()
        #expect(recorder.failures.isEmpty)
    }

    @Test(arguments: [false, true])
    func `a server that does not read is listened to all the same`(isSecure: Bool) async throws {
        let recorder = FeedRecorder()
        let hold = FeedRecorder()
        // More than the client's system keeps, 4 MB at most, and what the server's does. Much more takes long to mask where
        // the program is built for finding faults.
        let messageBytes = 6 << 20
        let server = try RawServer(
            tls: isSecure ? ServerTLS(name: "localhost") : nil, receiveBytes: 65_536
        ) { connection, _ in
            connection.upgrade()
            // Neither side could go on if each waited for the other to read.
            var text = 0
            while recorder.texts.count < 20 {
                text += 1
                if !connection.send(RawConnection.text("\(text)")) { return }
                usleep(30_000)
            }
            hold.wait()
        }
        let client = try FeedClient.make(
            isSecure ? "wss://localhost:\(server.port)/" : server.url, recorder,
            change: { configuration in
                configuration.isInsecure = true
                configuration.limits.sendQueueBytes = messageBytes
                configuration.pingInterval = .milliseconds(50)
                configuration.pingTimeout = .milliseconds(400)
            },
            also: { event, control in
                if case .connected = event { control.send(binary: Array(repeating: 1, count: messageBytes)) }
            })
        try await recorder.text("20")
        client.stop()
        hold.release()
        #expect(recorder.failures.isEmpty)
    }
}
