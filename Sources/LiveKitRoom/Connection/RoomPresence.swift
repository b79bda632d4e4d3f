import Synchronization

/// Whether a room is there, as its server says.
package enum RoomPresence: Sendable, Equatable {
    case there, absent
    /// It could not be asked, and why.
    case unknown(String)
}

/// What another thread finds out about a room.
final class RoomAnswer: Sendable {
    private let state = Mutex<RoomPresence?>(nil)

    /// `nil` until it is known.
    var presence: RoomPresence? { state.withLock { $0 } }

    func set(_ presence: RoomPresence) { state.withLock { $0 = presence } }
}
