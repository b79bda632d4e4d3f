package import Vitals

/// The bot's life, as a pure state machine: what happened and when goes in, and whether the session is over comes out.
///
/// Times are seconds on a monotonic clock.
package struct BotLife: Sendable, Equatable {
    package enum Phase: Sendable, Equatable {
        /// Not in the room yet: connecting, or waiting for a room or a server that does not exist yet.
        case waiting
        case attached
        /// The connection was lost; the session ends when it does not come back in time.
        case detached(since: Double)
        case ended(SessionEnd)
    }

    package private(set) var phase = Phase.waiting
    /// Seconds for which a lost connection may be away.
    package let grace: Double
    /// Seconds after which the session ends by itself, counted from `began`; `nil` for as long as the room lives.
    package let duration: Double?
    /// Seconds within which the bot has to get into the room, counted from `began`; `nil` for as long as it takes.
    package let patience: Double?
    private let began: Double
    private var hasAttached = false

    /// - Parameter isResumed: the session was begun by another run of the program, which has gone: its connection is lost,
    ///   and has the grace time to come back.
    package init(
        grace: Double = 30, duration: Double? = nil, patience: Double? = nil, began: Double, isResumed: Bool = false
    ) {
        self.grace = grace
        self.duration = duration
        self.patience = patience
        self.began = began
        if isResumed {
            phase = .detached(since: began)
            hasAttached = true
        }
    }

    package var end: SessionEnd? {
        if case .ended(let end) = phase { end } else { nil }
    }

    package mutating func joined() {
        guard end == nil else { return }
        phase = .attached
        hasAttached = true
    }

    package mutating func lostConnection(at now: Double) {
        if phase == .attached { phase = .detached(since: now) }
    }

    /// The server said that this connection or the room is over.
    package mutating func left(_ reason: LeaveReason) {
        switch reason {
        case .roomDeleted, .roomClosed: finish(.roomEnded)
        case .duplicateIdentity: finish(.duplicateIdentity)
        case .participantRemoved: finish(.removed)
        // A server that shuts down may be back in a moment, and an unknown reason may be a passing one: the connection
        // ends now, and the grace time decides.
        default: break
        }
    }

    /// The room is another session's now.
    package mutating func foundAnotherSession() {
        finish(.anotherSession)
    }

    /// The client does no more: its failure is one that only a person can mend.
    package mutating func gaveUp() {
        finish(.refused)
    }

    /// The connection is lost, and will not come back.
    package mutating func brokeDown() {
        finish(.connectionLost)
    }

    package mutating func interrupt() {
        finish(.interrupted)
    }

    package mutating func tick(_ now: Double) {
        if let duration, now - began >= duration { finish(.durationOver) }
        if let patience, phase == .waiting, now - began >= patience { finish(.connectionLost) }
        if case .detached(let since) = phase, now - since >= grace { finish(.connectionLost) }
    }

    /// Whether the bot was ever in the room.
    package var wasInRoom: Bool { hasAttached }

    private mutating func finish(_ end: SessionEnd) {
        if self.end == nil { phase = .ended(end) }
    }
}
