import Foundation
import HTTPPort
import Relay
import RoomAccess
import RoomFeed
import Synchronization
import Vitals
import VitalsJSON

@testable import Monitor

/// Real parts for tests: a relay on loopback, participants and a bot on the feed's own client.
enum Rooms {
    static func relay(
        port: Int = 0, verifier: AccessTokenVerifier? = nil, emptyRoomTimeout: Duration = .seconds(20)
    ) async throws -> RelayServer {
        var configuration = RelayServer.Configuration()
        configuration.verifier = verifier
        configuration.limits.emptyRoomTimeout = emptyRoomTimeout
        configuration.limits.departureTimeout = .milliseconds(200)
        configuration.port.limits.shutdownTimeout = .milliseconds(500)
        return try await RelayServer.start(port: port, configuration: configuration)
    }

    static func feed(
        port: Int, query: [(String, String)], token: String? = nil
    ) throws -> FeedClient.Configuration {
        let items = query.map { FeedCredentials.QueryItem(name: $0.0, value: $0.1) }
        var configuration = FeedClient.Configuration(endpoint: try FeedEndpoint("ws://127.0.0.1:\(port)/rtc")) {
            FeedCredentials(bearerToken: token, query: items)
        }
        configuration.tickInterval = .milliseconds(20)
        configuration.backoff = Backoff(initial: .milliseconds(20), cap: .milliseconds(100))
        return configuration
    }

    static func bot(
        port: Int, room: String = "r", token: String? = nil, adjust: (inout BotOptions) -> Void = { _ in }
    ) throws -> Bot {
        let query = token == nil ? [("room", room), ("identity", "monitor"), ("role", "monitor")] : []
        var options = BotOptions(feed: try feed(port: port, query: query, token: token), room: room)
        options.livePace = 0.05
        adjust(&options)
        return Bot(options)
    }

    /// Runs a bot on a thread of its own: it blocks, which tasks must not.
    static func run(_ bot: Bot) -> Task<Bot.Outcome, Never> {
        let (outcomes, continuation) = AsyncStream<Bot.Outcome>.makeStream()
        Thread.detachNewThread {
            continuation.yield(bot.run())
            continuation.finish()
        }
        return Task { await outcomes.first { _ in true } ?? .refused("no outcome") }
    }

    /// Waits until a condition holds, at most ten seconds.
    static func wait(_ condition: @Sendable () async -> Bool) async -> Bool {
        for _ in 0..<1000 {
            if await condition() { return true }
            try? await Task.sleep(for: .milliseconds(10))
        }
        return false
    }
}

/// A participant's client for tests: says what it is told, and counts what it hears.
final class Guest: Sendable {
    private let client: FeedClient
    private let heard: Heard

    final class Heard: Sendable {
        let joins = Atomic<Int>(0)
    }

    init(port: Int, identity: String = "alice", room: String = "r") throws {
        let heard = Heard()
        self.heard = heard
        client = try FeedClient(
            Rooms.feed(port: port, query: [("room", room), ("identity", identity)])
        ) { event, _ in
            if case .text(let bytes) = event, case .join? = try? FeedDecoder().decode(bytes) {
                heard.joins.add(1, ordering: .relaxed)
            }
        }
    }

    /// Waits until the relay has let the guest in for the `times`-th time.
    func isIn(times: Int = 1) async -> Bool {
        await Rooms.wait { [heard] in heard.joins.load(ordering: .relaxed) >= times }
    }

    func say(_ message: FeedMessage) {
        client.control.send(utf8: FeedEncoder().encode(message))
    }

    /// Video of 1000 kbps and 30 frames a second, as its report number `number`.
    func report(_ number: Int, connection: String = "publisher") {
        var entry = OutboundRTP(
            header: StatsHeader(
                id: "OT01V1", timestamp: 1_795_452_000_000 + Double(number) * 1000, kind: .video, ssrc: 1, mid: "1"))
        entry.bytesSent = Double(number) * 125_000
        entry.framesSent = Double(number) * 30
        say(
            .stats(
                StatsReport(
                    identity: "", peerConnection: connection, timestamp: entry.header.timestamp,
                    sequence: UInt64(number), entries: [.outboundRTP(entry)])))
    }

    func go() { client.stop() }
}

extension Bot.Outcome {
    var summary: SessionSummary? {
        if case .attached(let summary) = self { summary } else { nil }
    }

    /// `nil` unless the bot was in the room.
    var block: QualityBlock? { summary.map { QualityBlock($0.session.totals) } }
}
