import Synchronization

/// What has been done for records, counted from several threads, and of several sessions where a program has them.
package final class RecordCounters: Sendable {
    private let statistics = Mutex(RecordStatistics())

    package init() {}

    package var snapshot: RecordStatistics { statistics.withLock { $0 } }

    package func update(_ change: (inout sending RecordStatistics) -> Void) {
        statistics.withLock { change(&$0) }
    }
}
