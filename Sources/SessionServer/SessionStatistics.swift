import Synchronization

/// What the sessions API has done and turned away since it started: a snapshot.
package struct SessionStatistics: Sendable, Equatable {
    package var saved: UInt64 = 0
    /// The same content again.
    package var alreadySaved: UInt64 = 0
    package var deleted: UInt64 = 0
    /// Taken away by retention.
    package var expired: UInt64 = 0
    /// Runs of retention that did not come to their end.
    package var retentionFailures: UInt64 = 0
    /// Requests refused, by stable names.
    package var refused: [String: UInt64] = [:]
    /// What the store did not do, by `StoreFailure.Kind`.
    package var storeFailures: [String: UInt64] = [:]
    /// Bytes of answers that wait for their readers.
    package var answerBytes = 0
    package var eventStreams = 0
    package var eventStreamsOpened: UInt64 = 0
    package var eventStreamsRefused: UInt64 = 0
    /// Readers that did not keep up.
    package var eventStreamsDropped: UInt64 = 0
    package var events: UInt64 = 0

    package init() {}
}

/// The one place where the sessions API counts; from any thread.
final class SessionCounters: Sendable {
    private let statistics = Mutex(SessionStatistics())

    var snapshot: SessionStatistics { statistics.withLock { $0 } }

    func update(_ change: (inout SessionStatistics) -> Void) { statistics.withLock { change(&$0) } }

    func refuse(_ name: String) { update { $0.refused[name, default: 0] += 1 } }
}
