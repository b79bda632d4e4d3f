import Synchronization
import Vitals

/// The rooms that are shown, by the exact bytes of their names.
package final class LiveRooms: Sendable {
    package let limits: RoomLimits
    private let table = Mutex(Table())

    fileprivate struct Table: Sendable {
        var rooms: [ExactText: Entry] = [:]
        var refused: UInt64 = 0
        var expired: UInt64 = 0
    }

    fileprivate struct Entry: Sendable {
        var room: LiveRoom
        /// Monotonic seconds at which its end was first seen.
        var endedAt: Double?
    }

    package init(limits: RoomLimits = RoomLimits()) {
        self.limits = limits
    }

    /// Rooms that were not taken in for want of room.
    package var refused: UInt64 { table.withLock { $0.refused } }

    /// Ended rooms that were let go.
    package var expired: UInt64 { table.withLock { $0.expired } }

    /// Takes a room in, instead of an earlier one of the same name; an ended one makes room where there is none.
    ///
    /// - Returns: `false` where there is no room for it.
    @discardableResult
    package func add(_ room: LiveRoom) -> Bool {
        table.withLock { table in
            let key = ExactText(room.name)
            if table.rooms[key] == nil, table.rooms.count >= limits.rooms, !table.dropFirstEnded() {
                table.refused += 1
                return false
            }
            table.rooms[key] = Entry(room: room)
            return true
        }
    }

    /// Takes a room out, unless another run of the same name has taken its place.
    package func remove(_ room: LiveRoom) {
        table.withLock { table in
            let key = ExactText(room.name)
            if table.rooms[key]?.room === room { table.rooms[key] = nil }
        }
    }

    package subscript(name: String) -> LiveRoom? {
        table.withLock { $0.rooms[ExactText(name)]?.room }
    }

    /// By name, in the order of the names' bytes.
    package var all: [LiveRoom] {
        table.withLock { $0.rooms.values.map(\.room) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Asks all bots for a sample each.
    package func ask() {
        for room in table.withLock({ $0.rooms.values.map(\.room) }) { room.ask() }
    }

    /// Whether a bot has still to lay down the sample that it was asked for.
    var areAwaited: Bool { table.withLock { $0.rooms.values.map(\.room) }.contains(where: \.isAwaited) }

    /// Advances all rooms, and lets ended ones go whose time is over.
    ///
    /// - Parameter now: monotonic seconds.
    package func advance(now: Double) {
        let rooms = table.withLock { $0.rooms.values.map(\.room) }
        for room in rooms { room.advance(now: now) }
        let ended = rooms.filter { $0.view.state == .ended }
        guard !ended.isEmpty else { return }
        table.withLock { table in
            for room in ended {
                let key = ExactText(room.name)
                guard let entry = table.rooms[key], entry.room === room else { continue }
                if let endedAt = entry.endedAt {
                    if now - endedAt > limits.endedSeconds { table.drop(key) }
                } else {
                    table.rooms[key]?.endedAt = now
                }
            }
            while table.endedCount > limits.endedRooms, table.dropFirstEnded() {}
        }
    }
}

extension LiveRooms.Table {
    fileprivate var endedCount: Int { rooms.values.count { $0.endedAt != nil } }

    fileprivate mutating func drop(_ key: ExactText) {
        rooms[key] = nil
        expired += 1
    }

    fileprivate mutating func dropFirstEnded() -> Bool {
        let ended = rooms.filter { $0.value.endedAt != nil }
        guard let first = ended.min(by: { ($0.value.endedAt ?? 0) < ($1.value.endedAt ?? 0) }) else { return false }
        drop(first.key)
        return true
    }
}
