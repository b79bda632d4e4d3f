package import Vitals

/// What a bot hands over about its room: the session itself, which costs next to nothing until it changes, and what the
/// bot knows about its own work.
package struct RoomSample: Sendable {
    package var session: RoomSession
    package var state: RoomState
    /// Why the session ended, by the record's stable names; `nil` while it has not.
    package var endReason: String?
    package var health: BotHealth
    /// The bot's own identity, where it stands among the participants with what it receives: nobody's guest.
    package var monitor: String?
    /// Seconds on the monotonic clock at which the sample was taken.
    package var takenAt: Double

    package init(
        session: RoomSession, state: RoomState, endReason: String? = nil, health: BotHealth = BotHealth(),
        monitor: String? = nil, takenAt: Double
    ) {
        self.session = session
        self.state = state
        self.endReason = endReason
        self.health = health
        self.monitor = monitor
        self.takenAt = takenAt
    }
}

/// Where a room's monitor stands.
package enum RoomState: String, Sendable, CaseIterable {
    /// Not in the room yet.
    case waiting
    case live
    /// The connection was lost, and may come back.
    case reconnecting
    case ended
}
