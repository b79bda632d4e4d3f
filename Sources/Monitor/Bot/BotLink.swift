import LiveKitRoom
import LiveServer
import RoomFeed
import Vitals
import VitalsJSON

/// The bot's way to its room, as far as its work does not care which one that is.
protocol BotLink {
    /// Leaves the room, in the background.
    func leave()
    func answer(_ message: FeedMessage)
    func setPings(interval: Duration, timeout: Duration)
    /// Connections that were lost and came back.
    var reconnects: UInt64 { get }
    /// - Parameter now: monotonic seconds.
    func health(refused: DecodeFailureCounts, now: Double) -> BotHealth
}

/// By the feed of a relay.
struct FeedLink: BotLink {
    let control: FeedControl
    private let encoder = FeedEncoder()

    init(_ control: FeedControl) { self.control = control }

    func leave() {
        answer(.leave(.clientInitiated))
        control.stop()
    }

    func answer(_ message: FeedMessage) { control.send(utf8: encoder.encode(message)) }

    func setPings(interval: Duration, timeout: Duration) { control.setPings(interval: interval, timeout: timeout) }

    var reconnects: UInt64 { control.statistics.reconnects }

    func health(refused: DecodeFailureCounts, now: Double) -> BotHealth {
        BotHealth(control.statistics, refused: refused, now: now)
    }
}

/// By LiveKit's own engine, which has its own pings.
struct LiveKitLink: BotLink {
    let connection: LiveKitConnection

    init(_ connection: LiveKitConnection) { self.connection = connection }

    func leave() { connection.stop() }
    func answer(_ message: FeedMessage) {}
    func setPings(interval: Duration, timeout: Duration) {}

    var reconnects: UInt64 { connection.statistics.reconnects }

    func health(refused: DecodeFailureCounts, now: Double) -> BotHealth {
        BotHealth(connection.statistics, refused: refused, now: now)
    }
}
