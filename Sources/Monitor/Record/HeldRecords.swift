import Dispatch
import SessionRecords
import Synchronization

/// Records that neither the disk nor the save endpoint took, in a program that lives on: both are asked again until one of
/// them has the record.
final class HeldRecords: Sendable {
    private struct Entry: Sendable {
        let record: UnspooledRecord
        let tell: @Sendable (UnspooledRecord.Retry) -> Void
    }

    private struct State {
        var entries: [Entry] = []
        var bytes = 0
        var isAtWork = false
        /// The program is about to end: one last round.
        var isEnding = false
    }

    private let limits: HeldLimits
    private let counters: RecordCounters
    private let state = Mutex(State())
    private let changed = DispatchSemaphore(value: 0)
    private let over = DispatchSemaphore(value: 0)

    init(_ limits: HeldLimits, counters: RecordCounters) {
        self.limits = limits
        self.counters = counters
    }

    /// Seconds between two rounds.
    var pace: Double { limits.pace }

    /// Takes a record in.
    ///
    /// - Parameter tell: called once, on the thread of this object, with where the record is at last.
    /// - Returns: `false` where there are too many already, or the program ends.
    func hold(_ record: UnspooledRecord, tell: @escaping @Sendable (UnspooledRecord.Retry) -> Void) -> Bool {
        let isHeld = state.withLock { state in
            guard !state.isEnding, state.entries.count < limits.records, state.bytes + record.size <= limits.bytes
            else { return false }
            if !state.isAtWork { state.isAtWork = BackgroundThread.start { [self] in work() } }
            guard state.isAtWork else { return false }
            state.entries.append(Entry(record: record, tell: tell))
            state.bytes += record.size
            return true
        }
        if isHeld { tellCount() }
        return isHeld
    }

    /// Asks a last time for what is held, and waits for that as long as there is time.
    ///
    /// - Parameter end: on the monotonic clock, seconds.
    /// - Returns: the sessions whose records are lost with the program's end.
    func shutdown(until end: Double) -> [UUIDText] {
        let isAtWork = state.withLock { state in
            state.isEnding = true
            return state.isAtWork
        }
        if isAtWork {
            changed.signal()
            _ = over.wait(timeout: .now() + max(0, end - Clock.monotonic))
        }
        return state.withLock { $0.entries.filter { !$0.record.isSafe }.map(\.record.sessionID) }
    }

    private func work() {
        while true {
            let isEnding = state.withLock { $0.isEnding }
            if !isEnding { _ = changed.wait(timeout: .now() + limits.pace) }
            ask()
            tellCount()
            let (isOver, isAwaited) = state.withLock { state in
                let isOver = isEnding || state.entries.isEmpty
                if isOver { state.isAtWork = false }
                return (isOver, state.isEnding)
            }
            guard isOver else { continue }
            // Whoever ends the program saw this at work, and waits.
            if isAwaited { over.signal() }
            return
        }
    }

    /// Asks once for each. Where the endpoint has failed for one, it is left alone for this round.
    private func ask() {
        var isAsked = true
        var settled: [UnspooledRecord] = []
        for entry in state.withLock({ $0.entries }) {
            let retry = entry.record.retry(sends: isAsked)
            if retry == .waits, !entry.record.isRefused { isAsked = false }
            guard retry != .waits else { continue }
            settled.append(entry.record)
            entry.tell(retry)
        }
        state.withLock { state in
            state.entries.removeAll { entry in settled.contains { $0 === entry.record } }
            state.bytes = state.entries.reduce(0) { $0 + $1.record.size }
        }
    }

    private func tellCount() {
        let count = state.withLock { $0.entries.count }
        counters.update { $0.held = count }
    }
}

/// The bounds of `HeldRecords`. What they turn away is counted as lost in `RecordStatistics`.
package struct HeldLimits: Sendable, Equatable {
    /// Records at one moment.
    package var records = 1_000
    /// Bytes of their bodies.
    package var bytes = 64 << 20
    /// Seconds between two rounds.
    package var pace: Double = 10

    package init() {}
}
