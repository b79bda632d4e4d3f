package import HTTPPort
package import RoomAccess
package import SessionStore
import Synchronization

/// The sessions API and its page, on a store.
package final class SessionSite: Sendable {
    package struct Options: Sendable {
        package var limits = SessionLimits()
        /// Verifies access tokens. `nil`: none is asked for, and everybody who reaches the port sees everything.
        package var verifier: AccessTokenVerifier?
        /// Days that a session is kept; `nil`: for ever.
        package var keepDays: Int?
        package var version: String
        /// Monotonic seconds.
        package var monotonic: @Sendable () -> Double
        /// ms since 1970.
        package var wall: @Sendable () -> Double
        /// Tells the operator.
        package var note: @Sendable (String) -> Void

        package init(
            version: String, monotonic: @escaping @Sendable () -> Double, wall: @escaping @Sendable () -> Double,
            note: @escaping @Sendable (String) -> Void = { _ in }
        ) {
            self.version = version
            self.monotonic = monotonic
            self.wall = wall
            self.note = note
        }
    }

    let store: any SessionStore
    let options: Options
    let counters = SessionCounters()
    let events: SessionEvents
    let rates: SaveRates
    let answers: HeldAnswers
    let access: SessionAccess
    let readiness: StoreReadiness
    private let notes: StoreNotes
    private let upkeep = Mutex<[Task<Void, Never>]>([])

    var limits: SessionLimits { options.limits }

    package init(store: any SessionStore, _ options: Options) {
        self.store = store
        self.options = options
        events = SessionEvents(limits: options.limits, counters: counters)
        rates = SaveRates(limits: options.limits)
        answers = HeldAnswers(limits: options.limits, counters: counters)
        notes = StoreNotes(name: store.name, monotonic: options.monotonic, note: options.note)
        access = SessionAccess(
            verifier: options.verifier, limits: options.limits, counters: counters,
            now: { [wall = options.wall] in wall() / 1_000 })
        readiness = StoreReadiness(
            store: store, limit: options.limits.readinessTimeout, monotonic: options.monotonic)
    }

    /// Where no access tokens are asked for, the port's own token guards the sessions, if there is one.
    var portAccess: PortRoutes.Access { options.verifier == nil ? .token : .everybody }

    /// Adds all paths of the site.
    package func add(to routes: PortRoutes) {
        ServiceRoutes(site: self).add(to: routes)
        SaveRoute(site: self).add(to: routes)
        SessionRoutes(site: self).add(to: routes)
        PageRoutes.add(HistoryPage.assets, to: routes)
    }

    package var statistics: SessionStatistics {
        var statistics = counters.snapshot
        statistics.answerBytes = answers.bytes
        return statistics
    }

    /// Begins what is done without being asked for: heartbeats and retention.
    package func start() {
        upkeep.withLock { tasks in
            guard tasks.isEmpty else { return }
            tasks.append(
                Task { [self] in
                    while !Task.isCancelled {
                        events.tick(now: options.monotonic(), wall: options.wall() / 1_000)
                        try? await Task.sleep(for: .seconds(limits.heartbeat / 3))
                    }
                })
            guard let days = options.keepDays else { return }
            tasks.append(
                Task { [self] in
                    while !Task.isCancelled {
                        await Retention(site: self, days: days).run()
                        try? await Task.sleep(for: limits.retentionInterval)
                    }
                })
        }
    }

    /// Ends the upkeep and the event streams: before the port is shut down, which waits for them.
    package func finish() async {
        let tasks = upkeep.withLock { tasks in
            defer { tasks = [] }
            return tasks
        }
        store.hurry()
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
        events.finish()
    }

    /// Ends what the store does, and closes it: once nobody can ask any more.
    package func close() async { await store.close() }

    /// Asks the store; what it does not do is counted, and told to the operator.
    ///
    /// - Parameter changes: whether something is to be written.
    func ask<Value: Sendable>(
        changes: Bool = false, _ work: (any SessionStore) async throws(StoreFailure) -> Value
    ) async throws(Problem) -> Value {
        do throws(StoreFailure) {
            let value = try await work(store)
            notes.succeeded(changes: changes)
            return value
        } catch {
            note(error)
            throw Problem(error)
        }
    }

    func note(_ failure: StoreFailure) {
        counters.update { $0.storeFailures[failure.kind.rawValue, default: 0] += 1 }
        // One user's haste says nothing of the store.
        if failure.kind != .ownShare { notes.failed(failure) }
    }
}
