import Foundation
import Testing

@testable import RoomFeed

@Suite(.serialized) struct LifetimeTests {
    private final class Canary: Sendable {}

    private func descriptors() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }

    @Test func `stopping may be asked for by the handler`() async throws {
        let recorder = FeedRecorder()
        let server = try RawServer { connection, _ in
            connection.upgrade()
            connection.send(RawConnection.text("leave"))
            connection.serve()
        }
        let client = try FeedClient.make(
            server.url, recorder,
            also: { event, control in
                if case .text = event { control.stop(code: 1000, reason: "left") }
            })
        #expect(try await recorder.end() == .stopped)
        client.stop()
    }

    @Test(arguments: ["lookup", "connect", "upgrade", "wait"])
    func `stopping before there is a connection ends at once`(stage: String) async throws {
        let recorder = FeedRecorder()
        let hold = FeedRecorder()
        let server = try RawServer { connection, _ in
            if stage == "wait" { return }
            _ = connection.readRequest()
            recorder.takeText("requested")
            hold.wait()
        }
        let url =
            switch stage {
            case "lookup": "ws://roomvitals.invalid/"
            // An address kept for documentation: nobody answers.
            case "connect": "ws://192.0.2.1/"
            default: server.url
            }
        let client = try FeedClient.make(url, recorder) {
            $0.backoff = Backoff(initial: .seconds(60), cap: .seconds(60))
        }
        switch stage {
        case "upgrade": try await recorder.text("requested")
        case "wait": _ = try await recorder.failure()
        default: try await recorder.first { $0 == .connecting(1) }
        }
        client.stop()
        hold.release()
        #expect(recorder.entries.last == .ended(.stopped))
    }

    @Test func `a client that is let go of ends, and lets go of its handler`() async throws {
        let recorder = FeedRecorder()
        let server = try RawServer { connection, _ in
            connection.upgrade()
            connection.serve()
        }
        weak var weakCanary: Canary?
        do {
            let canary = Canary()
            weakCanary = canary
            let client = try FeedClient.make(server.url, recorder, also: { _, _ in withExtendedLifetime(canary) {} })
            try await recorder.connected()
            _ = client
        }
        #expect(try await recorder.end() == .stopped)
        #expect(weakCanary == nil)
    }

    @Test func `two hundred clients leave no descriptor behind`() async throws {
        let server = try RawServer { connection, _ in
            connection.upgrade()
            connection.serve()
        }
        // The library's and the system's own one-time descriptors; those of timers, too, which the wait below needs.
        try await Task.sleep(for: .milliseconds(1))
        let warm = FeedRecorder()
        let first = try FeedClient.make(server.url, warm)
        try await warm.connected()
        first.stop()
        let before = try descriptors()
        for _ in 0..<10 {
            let recorders = (0..<20).map { _ in FeedRecorder() }
            let clients = try recorders.map { try FeedClient.make(server.url, $0) }
            for recorder in recorders { try await recorder.connected() }
            for client in clients { client.stop() }
        }
        // The server's ends close when its threads have read the end.
        for _ in 0..<500 where try descriptors() > before { try await Task.sleep(for: .milliseconds(10)) }
        #expect(try descriptors() <= before)
    }

    @Test func `many threads may send and stop at once`() async throws {
        let recorder = FeedRecorder()
        let received = FeedRecorder()
        let server = try RawServer { connection, _ in
            connection.upgrade()
            var count = 0
            while let frame = connection.readFrame(), frame.opcode != 8 {
                if frame.opcode == 1 { count += 1 }
                if frame.opcode == 1, count == 4000 { received.takeText("all") }
            }
        }
        let client = try FeedClient.make(server.url, recorder) { $0.limits.sendQueueMessages = 100_000 }
        try await recorder.connected()
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for number in 0..<500 { client.control.send(text: "\(task) \(number)") }
                }
            }
        }
        try await received.text("all")
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { client.stop() } }
        }
        #expect(client.statistics.messagesSent == 4000)
    }
}
