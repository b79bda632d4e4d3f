import Synchronization

/// Until when the statements of a store may take, once it is to close.
final class PostgresHurry: Sendable {
    private let end = Mutex<ContinuousClock.Instant?>(nil)

    /// `nil` while the store is open.
    var deadline: ContinuousClock.Instant? { end.withLock { $0 } }

    func begin(_ limit: Duration) {
        end.withLock { end in end = end ?? .now + limit }
    }
}
