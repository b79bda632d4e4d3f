import SessionStore
import Synchronization

/// Whether the store answers. It is asked once in a while, however many ask here.
final class StoreReadiness: Sendable {
    /// Seconds for which an answer counts.
    private static let lifetime = 1.0

    private let store: any SessionStore
    private let monotonic: @Sendable () -> Double
    private let last = Mutex<(time: Double, fault: StoreFailure?)?>(nil)

    init(store: any SessionStore, monotonic: @escaping @Sendable () -> Double) {
        self.store = store
        self.monotonic = monotonic
    }

    /// Why the store is not ready; `nil` where it is.
    func fault() async -> StoreFailure? {
        if let last = last.withLock({ $0 }), monotonic() - last.time < Self.lifetime { return last.fault }
        let fault: StoreFailure?
        do throws(StoreFailure) {
            try await store.check()
            fault = nil
        } catch {
            fault = error
        }
        last.withLock { $0 = (monotonic(), fault) }
        return fault
    }
}
