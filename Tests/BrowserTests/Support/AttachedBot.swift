import Foundation
import Monitor
import RoomFeed
import Synchronization
import TestSupport
import Testing

/// A bot on a thread of its own, watched until it has seen a participant leave.
final class AttachedBot: Sendable {
    private struct Seen {
        var notes: [String] = []
        var departed: Set<String> = []
        var outcome: Bot.Outcome?
    }

    private let bot: Bot
    private let shared: SharedView

    private final class SharedView: Sendable {
        let seen = Mutex(Seen())
    }

    init(port: Int, room: String) throws {
        var feed = FeedClient.Configuration(endpoint: try FeedEndpoint("ws://127.0.0.1:\(port)/rtc")) {
            FeedCredentials(query: [
                .init(name: "room", value: room), .init(name: "identity", value: "monitor"),
                .init(name: "role", value: "monitor"),
            ])
        }
        feed.backoff.initial = .milliseconds(50)
        feed.backoff.cap = .milliseconds(200)
        var options = BotOptions(feed: feed, room: room)
        options.livePace = 0.05
        let shared = SharedView()
        options.note = { note in shared.seen.withLock { $0.notes.append(note) } }
        let bot = Bot(options)
        self.bot = bot
        self.shared = shared
        Thread.detachNewThread {
            let outcome = bot.run { live in
                let departed = (live?.rows ?? []).filter { !$0.isPresent }.map(\.identity)
                shared.seen.withLock { $0.departed.formUnion(departed) }
            }
            shared.seen.withLock { $0.outcome = outcome }
        }
    }

    deinit { bot.interrupt() }

    /// Waits until the bot has said so.
    func waitForNote(_ beginning: String) async throws {
        try await eventually("the bot notes: \(beginning)") {
            shared.seen.withLock { $0.notes.contains { $0.hasPrefix(beginning) } }
        }
    }

    /// Ends the session once a participant has left, behind the last of its reports.
    func summary(afterDepartureOf identity: String) async throws -> SessionSummary {
        try await eventually("\(identity) leaves") { shared.seen.withLock { $0.departed.contains(identity) } }
        bot.interrupt()
        try await eventually("the bot ends") { shared.seen.withLock { $0.outcome != nil } }
        guard case .attached(let summary) = shared.seen.withLock({ $0.outcome }) else {
            throw ChildProcess.Failure(description: "the bot was never in the room")
        }
        return summary
    }
}
