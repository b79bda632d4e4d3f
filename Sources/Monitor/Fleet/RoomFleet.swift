import Dispatch
package import LiveKitAPI
import LiveKitRoom
package import LiveServer
import SessionRecords
import Synchronization
import Vitals
import WireText

/// A bot for every room of a LiveKit server: started where webhooks or the server's own list tell of a room, each on
/// threads of its own, so that what becomes of one touches no other.
package final class RoomFleet: Sendable {
    package struct Options: Sendable {
        package var limits = FleetLimits()
        /// How to connect to a room, by its name.
        package var place: @Sendable (String) -> BotOptions.Place
        /// Seconds for which a lost connection may be away before a session ends.
        package var grace: Double = 30
        /// Tells the operator.
        package var note: @Sendable (String) -> Void
        /// Called when LiveKit's engine has broken down, with which no bot can go on: the program has to be started anew.
        package var whenBroken: @Sendable () -> Void = {}

        package init(
            place: @escaping @Sendable (String) -> BotOptions.Place, note: @escaping @Sendable (String) -> Void
        ) {
            self.place = place
            self.note = note
        }
    }

    struct State {
        var roster: FleetRoster
        var bots: [ExactText: Bot] = [:]
        var statistics = FleetStatistics()
        var isStopping = false
        /// How the last sweep failed; `nil` where it did not.
        var failure: String?
    }

    let options: Options
    let site: LiveSite
    let list: any RoomList
    let webhooks: WebhookGate
    let counters = RecordCounters()
    let held: HeldRecords
    let state: Mutex<State>
    private let changed = DispatchSemaphore(value: 0)
    private let done = DispatchSemaphore(value: 0)

    package init(_ options: Options, site: LiveSite, list: any RoomList, webhooks: WebhookGate) {
        self.options = options
        self.site = site
        self.list = list
        self.webhooks = webhooks
        held = HeldRecords(options.limits.held, counters: counters)
        state = Mutex(State(roster: FleetRoster(limits: options.limits)))
    }

    /// Takes the server's webhooks.
    package var route: WebhookRoute { WebhookRoute(webhooks) { [self] in take($0) } }

    /// Begins to look for rooms.
    ///
    /// - Parameter record: how records are kept and where they go; `nil` where none are kept.
    package func start(record: RecordOptions?) {
        BackgroundThread.start { [self] in FleetWork(self, record).run() }
    }

    /// Ends all bots, and waits until their records are saved, within a bound.
    package func shutdown() {
        let bots = state.withLock { state in
            state.isStopping = true
            return Array(state.bots.values)
        }
        for bot in bots { bot.interrupt() }
        wake()
        let end = Clock.monotonic + options.limits.shutdown
        while state.withLock({ $0.roster.busy > 0 }), Clock.monotonic < end { _ = done.wait(timeout: .now() + 0.1) }
        let lost = held.shutdown(until: end)
        for id in lost.prefix(Self.namedLosses) {
            options.note("the record of session \(id) is lost: there is what its last checkpoint has, if it has one")
        }
        if lost.count > Self.namedLosses { options.note("and those of \(lost.count - Self.namedLosses) more sessions") }
    }

    private static let namedLosses = 20

    package var statistics: FleetStatistics {
        var statistics = state.withLock { state in
            var statistics = state.statistics
            statistics.bots = state.roster.busy
            statistics.waiting = state.roster.waiting
            statistics.leftAlone = state.roster.leftAlone
            statistics.vanished = state.roster.vanished
            return statistics
        }
        statistics.webhooks = webhooks.statistics
        return statistics
    }

    /// What `/metrics` tells of it, of the records and of LiveKit's engine.
    package var metrics: [ProgramStatistic] {
        statistics.metrics + counters.snapshot.metrics + Engine.statistics.metrics
    }

    func take(_ event: WebhookEvent) {
        switch event.kind {
        case .other: break
        case .open:
            let answer = state.withLock { state in
                let answer = state.roster.found(event.room, at: Clock.monotonic)
                if answer == .full { state.statistics.leftOut += 1 }
                return answer
            }
            if answer == .waits { wake() }
        case .finished:
            let bot = state.withLock { state in
                state.roster.finished(event.room) ? state.bots[event.room.key] : nil
            }
            bot?.roomEnded()
        }
    }

    /// Has the fleet's thread look around.
    func wake() { changed.signal() }

    func wait(for seconds: Double) { _ = changed.wait(timeout: .now() + max(0.001, seconds)) }

    /// A bot has given its place back.
    func tellRelease() {
        wake()
        done.signal()
    }
}
