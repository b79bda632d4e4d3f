package import LiveKitAPI
import Vitals

/// Which rooms have a bot, which wait for one, and which are left alone.
///
/// A value without a clock: times are seconds of a monotonic one.
package struct FleetRoster: Sendable {
    /// What is made of a room that was told of.
    package enum Answer: Sendable, Equatable {
        case waits
        /// It waits or has a bot already.
        case known
        /// Its bot was removed from it, or was not let in.
        case leftAlone
        /// Too many rooms wait.
        case full
    }

    private struct Entry: Sendable {
        var room: RunningRoom
        /// When it was last told of.
        var told: Double
        var hasBot = false
        /// The server has said that the room is over; the bot is about to hear of it.
        var isOver = false
        /// A later room of the same name.
        var next: RunningRoom?
    }

    private struct Exclusion: Sendable {
        var room: RunningRoom
        var end: Double
    }

    package let limits: FleetLimits
    private var entries: [ExactText: Entry] = [:]
    private var queue: [ExactText] = []
    private var excluded: [ExactText: Exclusion] = [:]
    private var nextStart = -Double.infinity
    /// Bots, and records that are still being saved.
    package private(set) var busy = 0
    /// Rooms that were over before they got a bot.
    private(set) var vanished: UInt64 = 0
    /// Bots that gave their places back.
    private(set) var releases = 0

    package init(limits: FleetLimits = FleetLimits()) { self.limits = limits }

    package var waiting: Int { entries.count { !$0.value.hasBot } }
    package var leftAlone: Int { excluded.count }

    /// The server has told of a room that is there.
    package mutating func found(_ room: RunningRoom, at now: Double) -> Answer {
        let key = room.key
        if let exclusion = excluded[key] {
            guard exclusion.end <= now || !exclusion.room.canBe(room) else { return .leftAlone }
            excluded[key] = nil
        }
        guard var entry = entries[key] else {
            guard waiting < limits.waiting else { return .full }
            entries[key] = Entry(room: room, told: now)
            queue.append(key)
            return .waits
        }
        entry.told = now
        if !entry.isOver {
            if !room.sid.isEmpty { entry.room.sid = room.sid }
        } else if !entry.room.canBe(room) {
            entry.next = room
        }
        entries[key] = entry
        return .known
    }

    /// The server has told of a room's end.
    ///
    /// - Returns: whether there is a bot that has to hear of it.
    package mutating func finished(_ room: RunningRoom) -> Bool {
        let key = room.key
        if excluded[key]?.room.canBe(room) == true { excluded[key] = nil }
        guard let entry = entries[key] else { return false }
        guard entry.room.canBe(room) else {
            if entry.next?.canBe(room) == true { entries[key]?.next = nil }
            return false
        }
        guard entry.hasBot else {
            remove(key)
            return false
        }
        entries[key]?.isOver = true
        return true
    }

    /// The server has told of all rooms that it has.
    package mutating func found(all rooms: [RunningRoom], at now: Double) -> [Answer] {
        let keys = Set(rooms.map(\.key))
        // What was left alone is over, and may begin again.
        excluded = excluded.filter { keys.contains($0.key) }
        for (key, entry) in entries where !entry.hasBot && !keys.contains(key) { remove(key) }
        return rooms.map { found($0, at: now) }
    }

    /// The next room to get a bot, where it is time for one.
    package mutating func next(at now: Double) -> RunningRoom? {
        guard busy < limits.bots, now >= nextStart, !queue.isEmpty else { return nil }
        let key = queue.removeFirst()
        entries[key]?.hasBot = true
        busy += 1
        nextStart = now + limits.startInterval
        return entries[key]?.room
    }

    /// When `next` is worth asking; `nil` where nothing waits, or all bots are at work.
    package var nextStartTime: Double? { queue.isEmpty || busy >= limits.bots ? nil : nextStart }

    /// Whether the server has told of the end of the room that the bot is in.
    package func isOver(_ room: RunningRoom) -> Bool { entries[room.key]?.isOver ?? true }

    /// Whether the server told of the room a moment ago, so that it is there for all that is known.
    package func isFresh(_ room: RunningRoom, at now: Double) -> Bool {
        entries[room.key].map { now - $0.told <= limits.freshness } ?? false
    }

    /// Whether a room is there cannot be asked now: it waits on, before all others.
    package mutating func putBack(_ room: RunningRoom, until later: Double) {
        nextStart = later
        guard entries[room.key]?.isOver == false else { return vanished(room) }
        entries[room.key]?.hasBot = false
        queue.insert(room.key, at: 0)
        busy -= 1
    }

    /// The room that was to get a bot is not there any more.
    package mutating func vanished(_ room: RunningRoom) {
        entries[room.key] = nil
        busy -= 1
        vanished += 1
    }

    /// A bot has left its room, or was never in it (`nil`). Its record may still have to be saved.
    package mutating func ended(_ room: RunningRoom, _ end: SessionEnd?, at now: Double) {
        guard let entry = entries.removeValue(forKey: room.key) else { return }
        let pause: Double? =
            switch end {
            // Whoever sent it away, or put another in its place, does not want it back.
            case .removed, .duplicateIdentity: .infinity
            case .refused, nil: limits.refusedPause
            default: nil
            }
        if let pause, !entry.isOver { excluded[room.key] = Exclusion(room: entry.room, end: now + pause) }
        if let next = entry.next { _ = found(next, at: now) }
    }

    /// All is done for a bot that has ended.
    package mutating func released() {
        busy -= 1
        releases += 1
    }

    private mutating func remove(_ key: ExactText) {
        entries[key] = nil
        queue.removeAll { $0 == key }
        vanished += 1
    }
}

extension RunningRoom {
    /// Whether both may be one opening of a room: a name's sid is not always told.
    fileprivate func canBe(_ other: RunningRoom) -> Bool {
        name.utf8.elementsEqual(other.name.utf8) && (sid == other.sid || sid.isEmpty || other.sid.isEmpty)
    }
}
