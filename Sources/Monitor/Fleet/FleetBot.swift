import LiveKitAPI
import LiveKitRoom
import LiveServer
import SessionRecords
import Synchronization
import Vitals
import WireText

/// One bot of a fleet, from its start to its record, on the thread that calls.
struct FleetBot {
    private let fleet: RoomFleet
    private let room: RunningRoom
    private let keeping: RecordKeeping?
    private let note: @Sendable (String) -> Void

    /// - Parameter resumed: the room's session, where an earlier run of the program began it.
    init(_ fleet: RoomFleet, _ room: RunningRoom, _ record: RecordOptions?, _ resumed: RecordKeeping?) {
        let note = Self.note(room, fleet)
        self.fleet = fleet
        self.room = room
        self.note = note
        keeping = resumed ?? record.map { RecordKeeping($0, counters: fleet.counters, note: note) }
    }

    /// Tells the operator of which room something is said.
    static func note(_ room: RunningRoom, _ fleet: RoomFleet) -> @Sendable (String) -> Void {
        let name = room.name.printable(limit: 80)
        return { [note = fleet.options.note] line in note("\(name): \(line)") }
    }

    func run() {
        let shown = fleet.site.show(room.name)
        let bot = Bot(options(shownIn: shown))
        let publisher = keeping.map { RecordPublisher($0.recorder, room: shown, held: fleet.held, note: note) }
        publisher?.tellOpen()
        let (isStopping, isOver) = fleet.state.withLock { state in
            state.bots[room.key] = bot
            return (state.isStopping, state.roster.isOver(room))
        }
        if isStopping { bot.interrupt() }
        if isOver { bot.roomEnded() }
        let outcome = bot.run()
        let end: SessionEnd? = if case .attached(let summary) = outcome { summary.end } else { nil }
        fleet.state.withLock { state in
            state.bots[room.key] = nil
            state.roster.ended(room, end, at: Clock.monotonic)
            if let end {
                state.statistics.ended[end.rawValue, default: 0] += 1
            } else {
                state.statistics.neverAttached += 1
            }
        }
        // A later bot may be in the room before this one's record is saved.
        fleet.wake()
        finish(outcome, publisher, shown)
        bot.close()
        fleet.state.withLock { $0.roster.released() }
        fleet.tellRelease()
        if Engine.statistics.panics > 0 { fleet.options.whenBroken() }
    }

    private func options(shownIn shown: LiveRoom) -> BotOptions {
        var options = BotOptions(fleet.options.place(room.name), room: room.name)
        options.grace = fleet.options.grace
        options.patience = fleet.options.limits.patience
        options.shownIn = shown
        options.note = note
        options.keeping = keeping
        return options
    }

    private func finish(_ outcome: Bot.Outcome, _ publisher: RecordPublisher?, _ shown: LiveRoom) {
        switch outcome {
        case .attached(let summary):
            let bot = fleet.options.place(room.name).ownIdentity
            note("\(summary.end.text); participants: \(summary.session.participants.count { $0.identity != bot })")
            if summary.session.participants.isEmpty { fleet.state.withLock { $0.statistics.empty += 1 } }
            _ = publisher?.publish(summary)
        case .neverAttached:
            note("the bot did not get into the room")
            fleet.site.rooms.remove(shown)
        case .refused(let reason):
            note(reason)
            fleet.site.rooms.remove(shown)
        }
    }
}
