import SessionStore
import Synchronization

/// Whether the store answers. It is asked once in a while, however many ask here, and nobody waits for it for long.
final class StoreReadiness: Sendable {
    /// Seconds for which an answer counts.
    private static let lifetime = 1.0

    private typealias Waiter = CheckedContinuation<StoreFailure?, Never>

    private struct State {
        var last: (time: Double, fault: StoreFailure?)?
        var isAsking = false
        var waiters: [UInt64: Waiter] = [:]
        var lastWaiter: UInt64 = 0
    }

    private let store: any SessionStore
    private let limit: Duration
    private let monotonic: @Sendable () -> Double
    private let state = Mutex(State())

    /// - Parameter limit: for an answer; a store that takes longer is not ready.
    init(store: any SessionStore, limit: Duration, monotonic: @escaping @Sendable () -> Double) {
        self.store = store
        self.limit = limit
        self.monotonic = monotonic
    }

    /// Why the store is not ready; `nil` where it is.
    func fault() async -> StoreFailure? {
        if let last = state.withLock({ $0.last }), monotonic() - last.time < Self.lifetime { return last.fault }
        return await withCheckedContinuation { waiter in
            let (number, isFirst) = state.withLock { state in
                state.lastWaiter += 1
                state.waiters[state.lastWaiter] = waiter
                defer { state.isAsking = true }
                return (state.lastWaiter, !state.isAsking)
            }
            if isFirst { Task { await ask() } }
            Task {
                try? await Task.sleep(for: limit)
                let late = state.withLock { $0.waiters.removeValue(forKey: number) }
                late?.resume(returning: StoreFailure(.tooSlow, "it has not said in \(limit) whether it is ready"))
            }
        }
    }

    private func ask() async {
        let fault: StoreFailure?
        do throws(StoreFailure) {
            try await store.check()
            fault = nil
        } catch {
            fault = error
        }
        let waiters = state.withLock { state in
            state.last = (monotonic(), fault)
            state.isAsking = false
            defer { state.waiters = [:] }
            return state.waiters
        }
        for waiter in waiters.values { waiter.resume(returning: fault) }
    }
}
