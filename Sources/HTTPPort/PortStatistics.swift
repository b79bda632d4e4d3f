import Synchronization

/// What a port has done and turned away since it started: a snapshot.
package struct PortStatistics: Sendable, Equatable {
    /// Open connections, of them upgraded.
    package var connections = 0
    package var upgraded = 0
    package var requestsInFlight = 0

    package var connectionsAccepted: UInt64 = 0
    /// Requests whose head was read.
    package var requests: UInt64 = 0
    /// Answers by the first digit of their status, 1…5.
    package var answers: [Int: UInt64] = [:]
    /// Requests and connections refused or ended by a bound, by stable names.
    package var refused: [String: UInt64] = [:]

    package init() {}
}

/// The one place where a port counts; from any thread.
final class PortCounters: Sendable {
    fileprivate let statistics = Mutex(PortStatistics())

    var snapshot: PortStatistics { statistics.withLock { $0 } }

    func update(_ change: (inout PortStatistics) -> Void) {
        statistics.withLock { change(&$0) }
    }

    func refuse(_ name: String) {
        update { $0.refused[name, default: 0] += 1 }
    }

    func countAnswer(_ status: Int) {
        update { $0.answers[status / 100, default: 0] += 1 }
    }
}

extension PortCounters {
    /// Takes a place among the requests that are being answered; `false` where none is free.
    func beginRequest(atMost limit: Int) -> Bool {
        statistics.withLock { statistics in
            guard statistics.requestsInFlight < limit else { return false }
            statistics.requestsInFlight += 1
            return true
        }
    }

    func endRequest() {
        update { $0.requestsInFlight -= 1 }
    }
}
