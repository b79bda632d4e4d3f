/// Something that the engine keeps for as long as this lives: a participant, a track, a room.
final class EngineHandle: Sendable {
    let id: UInt64
    private let drop: @Sendable (UInt64) -> Void

    init(_ id: UInt64, drop: @escaping @Sendable (UInt64) -> Void) {
        self.id = id
        self.drop = drop
    }

    deinit { drop(id) }
}
