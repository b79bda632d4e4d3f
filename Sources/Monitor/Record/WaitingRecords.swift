import Glibc
package import SessionRecords
import Synchronization

/// Sends, beside a running bot, what earlier runs of the program could not: at once, and then once a minute while
/// something waits.
package final class WaitingRecords: Sendable {
    /// Seconds between two passes over the spool, and the most that an endpoint may ask for instead.
    private static let pace: Double = 60
    private static let longestPause: Double = 3_600

    private let delivery: SpoolDelivery
    private let counters: RecordCounters
    private let note: @Sendable (String) -> Void
    private let isStopped = Atomic<Bool>(false)

    package init(
        _ folder: SpoolFolder, sender: RecordSender, counters: RecordCounters,
        note: @escaping @Sendable (String) -> Void
    ) {
        delivery = SpoolDelivery(folder, sender: sender)
        self.counters = counters
        self.note = note
    }

    /// Begins, on a thread of its own, which is left to itself: what it has not done by the program's end, the next one
    /// does.
    package func start() {
        BackgroundThread.start { [self] in work() }
    }

    /// Sends no more: the bot's own record comes first now.
    package func stop() { isStopped.store(true, ordering: .relaxed) }

    private func work() {
        var lastFailure: String?
        var last: SpooledName?
        var left: [LeftFile] = []
        while !isStopped.load(ordering: .relaxed) {
            var pause = Self.pace
            do throws(SpoolError) {
                let pass = try delivery.deliverWaiting(
                    behind: last, without: left, isCancelled: { [self] in isStopped.load(ordering: .relaxed) })
                counters.update {
                    $0.saved += UInt64(pass.saved)
                    $0.refused += UInt64(pass.refused)
                    $0.setAside += UInt64(pass.setAside)
                    $0.waiting = pass.waiting
                }
                tell(pass, lastFailure)
                left += pass.left
                lastFailure = pass.lastFailure
                last = pass.last ?? last
                pause = min(Self.longestPause, max(Self.pace, pass.retryAfter ?? 0))
            } catch {
                if lastFailure != error.description { note("waiting records: \(error)") }
                lastFailure = error.description
            }
            for _ in 0..<Int(pause * 10) where !isStopped.load(ordering: .relaxed) { usleep(100_000) }
        }
    }

    private func tell(_ pass: SpoolDelivery.Pass, _ lastFailure: String?) {
        if pass.saved > 0 { note("waiting sessions saved: \(pass.saved)") }
        for left in pass.left { note("\(left)") }
        if pass.refused > 0 { note("waiting sessions refused, and kept aside: \(pass.refused)") }
        if pass.setAside > 0 { note("damaged records set aside: \(pass.setAside)") }
        // Who was stopped in the middle has not been turned away. The same failure each minute is one message.
        if !isStopped.load(ordering: .relaxed), let failure = pass.lastFailure, failure != lastFailure {
            note("sessions that wait: \(pass.waiting); \(failure)")
        }
    }
}
