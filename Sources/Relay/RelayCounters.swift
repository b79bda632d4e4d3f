import Synchronization

/// The one place where the relay counts; read from any thread.
final class RelayCounters: Sendable {
    private let statistics = Mutex(RelayStatistics())

    var snapshot: RelayStatistics { statistics.withLock { $0 } }

    func update(_ change: (inout RelayStatistics) -> Void) {
        statistics.withLock { change(&$0) }
    }
}
