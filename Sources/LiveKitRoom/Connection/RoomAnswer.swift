import Synchronization

/// Whether a room is there, as another thread finds out.
final class RoomAnswer: Sendable {
    private let state = Mutex<(isSet: Bool, value: Bool?)>((false, nil))

    var isSet: Bool { state.withLock { $0.isSet } }
    /// `nil` until it is known, and where that cannot be said.
    var value: Bool? { state.withLock { $0.value } }

    func set(_ value: Bool?) { state.withLock { $0 = (true, value) } }
}
