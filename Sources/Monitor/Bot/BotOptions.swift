package import LiveKitRoom
package import LiveServer
package import RoomFeed
import SessionRecords
package import Vitals
package import VitalsJSON

/// What a bot needs to know before it attaches.
package struct BotOptions: Sendable {
    /// Where the room is.
    package enum Place: Sendable {
        /// Behind a relay, by the feed.
        case feed(FeedClient.Configuration)
        /// On a LiveKit server, by LiveKit's engine, which must have been loaded.
        case liveKit(LiveKitConfiguration)

        /// The bot's own identity, where it stands among the participants with what it receives.
        var ownIdentity: String? { if case .liveKit(let room) = self { room.identity } else { nil } }
    }

    package var place: Place
    package var room: String
    /// Whose numbers stand first in the result; `nil` for the whole room's.
    package var subject: String?
    /// Seconds for which a lost connection may be away before the session ends.
    package var grace: Double = 30
    /// Seconds after which the session ends by itself.
    package var duration: Double?
    /// Seconds within which the bot has to get into the room; `nil` for as long as it takes.
    package var patience: Double?
    package var sessionLimits = SessionLimits()
    package var decodeLimits = DecodeLimits()
    /// Seconds between live snapshots.
    package var livePace: Double = 1
    /// Where the room is shown while the session lasts; `nil` for nowhere.
    package var shownIn: LiveRoom?
    /// What the session's record needs; `nil` where none is kept.
    package var keeping: RecordKeeping? {
        didSet {
            // A session that is gone on with never goes back in time, whatever was done to the date meanwhile.
            if let end = keeping?.resumed?.session.end { clock = Self.clock(startingAt: max(Clock.wall, end)) }
        }
    }
    /// The session's clock, ms since 1970. By default the wall clock of the start, moved on by the monotonic clock, so
    /// that a change of the date moves nothing.
    package var clock: @Sendable () -> Double
    /// Called on the service thread with a line for people.
    package var note: @Sendable (String) -> Void = { _ in }

    package init(_ place: Place, room: String) {
        self.room = room
        clock = Self.clock(startingAt: Clock.wall)
        decodeLimits.messageBytes += DecodeLimits.relayedOverheadBytes
        switch place {
        case .feed(var feed):
            feed.limits.messageBytes = decodeLimits.messageBytes
            self.place = .feed(feed)
        case .liveKit(var room):
            room.messageBytes = decodeLimits.messageBytes
            self.place = .liveKit(room)
        }
    }

    package init(feed: FeedClient.Configuration, room: String) { self.init(.feed(feed), room: room) }

    /// A clock that shows `start` now, ms since 1970, and is moved on by the monotonic clock.
    static func clock(startingAt start: Double) -> @Sendable () -> Double {
        let offset = start - Clock.monotonic * 1000
        return { Clock.monotonic * 1000 + offset }
    }
}
