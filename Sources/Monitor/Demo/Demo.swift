import Lifelike
package import LiveServer
package import Relay
package import RoomFeed
package import SessionRecords
import Synchronization

/// A whole room in one process, over real sockets on loopback: relay, participants and bot.
package final class Demo: Sendable {
    package struct Options: Sendable {
        /// Of the call; it takes `seconds / speed` of real time.
        package var seconds: Double = 30
        /// How much faster than real time goes by.
        package var speed: Double = 1
        package var room = "demo"
        package var seed: UInt64 = 1
        package var subject: String?
        /// Where the room is shown while the call lasts.
        package var shownIn: LiveRoom?
        /// What the session's record needs; `nil` where none is kept.
        package var keeping: RecordKeeping?
        package var note: @Sendable (String) -> Void = { _ in }

        package init() {}
    }

    /// Seconds of the call between two reports of a participant.
    private static let interval: Double = 1
    /// Real seconds between two looks at the clock, at most.
    private static let longestPause: Double = 0.05

    private let options: Options
    private let server: RelayServer
    private let bot: Bot
    private let isStopping = Atomic<Bool>(false)
    private let clock: @Sendable () -> Double
    /// When the call is over, by that clock.
    private let end: Double

    /// What a relay for the demo is configured with: everything goes `speed` times as fast.
    package static func relayConfiguration(speed: Double) -> RelayServer.Configuration {
        var configuration = RelayServer.Configuration()
        configuration.limits.messagesPerSecond *= max(1, speed)
        configuration.limits.messageBurst *= max(1, speed)
        return configuration
    }

    package init(_ options: Options, server: RelayServer) throws(FeedFailure) {
        self.options = options
        self.server = server
        let began = Clock.monotonic
        let (speed, seconds) = (options.speed, options.seconds)
        // A call that goes by faster begins in the past, and its end takes no longer than it does: else that would lie in
        // the future, and the call would be saved before it was over.
        let start = Clock.wall - max(0, seconds * (1 - 1 / speed)) * 1000
        end = start + seconds * 1000
        clock = {
            let real = Clock.monotonic - began
            return start + (min(real * speed, seconds) + max(0, real - seconds / speed)) * 1000
        }
        let endpoint = try Self.endpoint(of: server)
        let room = options.room
        var feed = FeedClient.Configuration(endpoint: endpoint) {
            FeedCredentials(query: [
                .init(name: "room", value: room), .init(name: "identity", value: "roomvitals-demo"),
                .init(name: "role", value: "monitor"),
            ])
        }
        feed.tickInterval = .milliseconds(100)
        var bot = BotOptions(feed: feed, room: room)
        bot.subject = options.subject
        bot.clock = clock
        bot.note = options.note
        bot.shownIn = options.shownIn
        bot.keeping = options.keeping
        self.bot = Bot(bot)
    }

    /// Plays the call and comes back with what the bot saw.
    ///
    /// - Parameter watch: as of `Bot.run`.
    package func run(watch: (LiveSnapshot?) -> Void = { _ in }) -> Bot.Outcome {
        Task.detached { [self] in await playCall() }
        return bot.run(watch: watch)
    }

    /// As of `Bot.close`.
    package func close() { bot.close() }

    /// Ends the call early; the result comes out of `run`.
    package func interrupt() {
        isStopping.store(true, ordering: .relaxed)
        bot.interrupt()
    }

    private func playCall() async {
        do {
            let cast = DemoCast(
                try Self.clients(seed: options.seed), endpoint: try Self.endpoint(of: server), room: options.room)
            try cast.enter()
            var next = clock()
            while !isStopping.load(ordering: .relaxed), clock() < end {
                if clock() >= next {
                    try cast.play(to: clock())
                    next = max(next + Self.interval * 1000, clock() - Self.interval * 1000)
                }
                let pause = min(Self.longestPause, max(0.001, (next - clock()) / 1000 / options.speed))
                try? await Task.sleep(for: .seconds(pause))
            }
            // Everybody's last words, as browsers send them on the way out.
            try cast.play(to: clock())
            cast.leave()
        } catch {
            options.note("the demo's participants could not connect: \(error)")
        }
        await server.deleteRoom(options.room)
    }

    private static func endpoint(of server: RelayServer) throws(FeedFailure) -> FeedEndpoint {
        let host = server.host.contains(":") ? "[\(server.host)]" : server.host
        do {
            return try FeedEndpoint("ws://\(host):\(server.port)/rtc")
        } catch {
            throw .library("\(error)")
        }
    }

    /// Bob and carol talk; he is the counselor.
    package static let speakers = SpeakerRule(identities: ["bob"])

    private static func clients(seed: UInt64) throws(FeedFailure) -> [any LifelikeClient] {
        guard let recorded = RecordingPlayer(identity: "alice") else {
            throw .library("the recording inside the program cannot be read")
        }
        return [
            recorded,
            LifelikeParticipant(
                identity: "bob", profile: .simulcast, seed: seed, remotes: 4, seat: 0, speakers: 2),
            LifelikeParticipant(
                identity: "carol", profile: .lossyLink, seed: seed, remotes: 4, seat: 1, speakers: 2),
            LifelikeParticipant(identity: "dave", profile: .reconnecting, seed: seed, remotes: 4),
            LifelikeParticipant(identity: "erin", profile: .steadyCamera, seed: seed, remotes: 4),
        ]
    }
}
