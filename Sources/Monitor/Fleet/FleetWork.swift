import LiveKitAPI
import LiveKitRoom
import SessionRecords
import Synchronization
import Vitals
import WireText

/// What a fleet's own thread does: asks the server for its rooms, starts bots, and sees to what earlier runs left behind.
final class FleetWork {
    private let fleet: RoomFleet
    private let record: RecordOptions?
    private let waiting: WaitingRecords?
    private var nextSweep = -Double.infinity
    /// Sessions that were cut off, by their rooms' names, until `recover` is called.
    private var cutOff: [ExactText: CutOffSession] = [:]
    private var isRecovered = false
    /// When the memory of rooms that are over is given back next; `nil` where none has ended since.
    private var nextTrim: Double?
    private var ended = 0
    private let began = Clock.monotonic

    init(_ fleet: RoomFleet, _ record: RecordOptions?) {
        self.fleet = fleet
        self.record = record
        waiting = record.flatMap { record in
            record.sender.map {
                WaitingRecords(record.folder, sender: $0, counters: fleet.counters, note: fleet.options.note)
            }
        }
    }

    private var limits: FleetLimits { fleet.options.limits }
    private var isStopping: Bool { fleet.state.withLock { $0.isStopping } }

    func run() {
        findCutOff()
        while !isStopping {
            if Clock.monotonic >= nextSweep { sweep() }
            while !isStopping, let room = fleet.state.withLock({ $0.roster.next(at: Clock.monotonic) }) { start(room) }
            recoverWhereDue()
            trimWhereDue()
            let due = min(nextSweep, fleet.state.withLock { $0.roster.nextStartTime } ?? .infinity)
            fleet.wait(for: min(1, due - Clock.monotonic))
        }
        waiting?.stop()
    }

    /// Asks the server which rooms it has.
    private func sweep() {
        do throws(RoomServiceFailure) {
            let rooms = try fleet.list.rooms(named: []) { [fleet] in fleet.state.withLock { $0.isStopping } }
            let isNews = fleet.state.withLock { state in
                let answers = state.roster.found(all: rooms, at: Clock.monotonic)
                state.statistics.sweeps += 1
                state.statistics.leftOut += UInt64(answers.count { $0 == .full })
                defer { state.failure = nil }
                return state.failure != nil
            }
            if isNews { fleet.options.note("the LiveKit server tells of its rooms again: \(rooms.count)") }
            nextSweep = Clock.monotonic + limits.sweepInterval
        } catch {
            guard !isStopping else { return }
            let isNews = fleet.state.withLock { state in
                state.statistics.sweeps += 1
                state.statistics.failedSweeps += 1
                defer { state.failure = error.description }
                return state.failure != error.description
            }
            if isNews { fleet.options.note("\(error); asking again every \(decimal(limits.failedSweepInterval, 0)) s") }
            nextSweep = Clock.monotonic + limits.failedSweepInterval
        }
    }

    /// Starts a bot, where its room is still there: whoever joins a room that is over opens it again.
    private func start(_ room: RunningRoom) {
        let rooms = try? fleet.list.rooms(named: [room.name], isCancelled: { false })
        let isThere = rooms.map { $0.contains { $0.key == room.key } }
        let mayStart = fleet.state.withLock { state in
            switch isThere {
            case true?: return true
            case false?:
                state.roster.vanished(room)
                return false
            case nil:
                if state.roster.isFresh(room, at: Clock.monotonic) { return true }
                state.roster.putBack(room, until: Clock.monotonic + limits.failedSweepInterval)
                return false
            }
        }
        guard mayStart else { return }
        let resumed = resumed(room)
        fleet.state.withLock { state in
            state.statistics.started += 1
            if resumed != nil { state.statistics.resumed += 1 }
        }
        let isStarted = BackgroundThread.start { [fleet, record] in
            FleetBot(fleet, room, record, resumed).run()
        }
        guard !isStarted else { return }
        fleet.options.note("\(room.name.printable(limit: 80)): no bot could be started: the system has no more threads")
        fleet.state.withLock { state in
            state.roster.ended(room, nil, at: Clock.monotonic)
            state.roster.released()
        }
    }

    private func trimWhereDue() {
        let now = Clock.monotonic
        let ended = fleet.state.withLock { $0.roster.releases }
        if ended != self.ended {
            self.ended = ended
            nextTrim = nextTrim ?? now + limits.trimInterval
        }
        guard let due = nextTrim, now >= due else { return }
        nextTrim = nil
        FreedMemory.giveBack()
    }

    // MARK: What earlier runs left behind

    private func findCutOff() {
        guard let record else { return }
        do throws(SpoolError) {
            let earliest = Clock.wall - RecordOptions.longestAbsence
            for session in try record.folder.cutOff() where session.end >= earliest {
                let key = ExactText(session.room.name)
                if cutOff[key].map({ $0.end < session.end }) ?? true { cutOff[key] = session }
            }
        } catch {
            fleet.options.note("--spool \(error)")
        }
    }

    /// The session of this opening of the room that an earlier run began.
    private func resumed(_ room: RunningRoom) -> RecordKeeping? {
        guard let record, let session = cutOff.removeValue(forKey: room.key), session.room.sid == room.sid else {
            return nil
        }
        guard let found = try? record.folder.resume(session.key) else { return nil }
        let id = found.checkpoint.ids.sessionID ?? found.checkpoint.key
        fleet.options.note("\(room.name.printable(limit: 80)): going on with session \(id)")
        return RecordKeeping(record, resuming: found, counters: fleet.counters, note: FleetBot.note(room, fleet))
    }

    /// Makes records of what was cut off and is not gone on with, once that is known.
    private func recoverWhereDue() {
        guard !isRecovered, let record else { return }
        let isSettled = fleet.state.withLock { state in
            state.statistics.sweeps > state.statistics.failedSweeps && state.roster.waiting == 0
        }
        guard isSettled || cutOff.isEmpty || Clock.monotonic - began >= limits.resumePatience else { return }
        isRecovered = true
        cutOff = [:]
        do throws(SpoolError) {
            try SpoolRecovery(record.folder, counters: fleet.counters, note: fleet.options.note).run()
        } catch {
            fleet.options.note("--spool \(error)")
        }
        waiting?.start()
    }
}
