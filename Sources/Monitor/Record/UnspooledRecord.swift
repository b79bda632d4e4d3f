import Dispatch
import Glibc
import SessionRecords
import Synchronization

/// A record that the disk did not take: it is sent from memory, and offered to the disk again until that takes it. From
/// then on it is one of the spool's.
final class UnspooledRecord: Sendable {
    private struct State: ~Copyable {
        var place: FinishedRecord.Place
        /// From the moment at which it is in the spool, so that no other program sends it meanwhile.
        var claimed: ClaimedRecord?
    }

    /// Seconds for which somebody who wants the program to end at once is kept waiting for the disk.
    private static let lastPatience: Double = 2

    private let recorder: SessionRecorder
    private let letter: SpooledRecord
    private let note: @Sendable (String) -> Void
    private let state: Mutex<State>
    /// The endpoint has it.
    private let hasArrived = Atomic(false)
    /// Nothing is to be done for it any more: the disk is not asked.
    private let isNoted = Atomic(false)
    /// The endpoint will not have it: only the disk is asked, which keeps it aside then.
    private let isTurnedAway = Atomic(false)
    /// Another program has it in hand.
    private let isElsewhere = Atomic(false)
    /// The disk has taken it. Whoever asks is not to wait for a disk that hangs.
    private let isOnDisk = Atomic(false)

    /// - Parameter place: where `finish` left it.
    init(
        _ letter: SpooledRecord, at place: FinishedRecord.Place, of recorder: SessionRecorder,
        note: @escaping @Sendable (String) -> Void
    ) {
        self.letter = letter
        self.recorder = recorder
        self.note = note
        state = Mutex(State(place: place))
    }

    var sessionID: UUIDText { letter.sessionID }
    /// Bytes of its body.
    var size: Int { letter.body.count }
    var isSpooled: Bool { isOnDisk.load(ordering: .acquiring) }
    var isRefused: Bool { isTurnedAway.load(ordering: .relaxed) }
    /// Whether the program may end without it.
    var isSafe: Bool { isSpooled || hasArrived.load(ordering: .acquiring) }
    var place: FinishedRecord.Place { state.withLock { $0.place } }

    /// Asks the disk once more.
    func offer() {
        state.withLock { state in
            guard !isNoted.load(ordering: .acquiring), !hasArrived.load(ordering: .acquiring),
                case .memory = state.place
            else { return }
            do throws(SpoolError) {
                let name = try recorder.offer(letter)
                state.place = .spooled(name)
                isOnDisk.store(true, ordering: .releasing)
                state.claimed = try? recorder.options.folder.claim(name)
                isElsewhere.store(state.claimed == nil, ordering: .releasing)
                note("session \(letter.sessionID) is on disk now; it stays in the spool until it is saved")
            } catch {
                state.place = .memory(error)
            }
        }
    }

    /// Blocks until it is saved, refused, or given up for now; the disk is asked behind each try that failed.
    ///
    /// - Returns: `nil` where another program on the spool was faster to take it in hand.
    func deliver(
        by sender: RecordSender, failed: (SaveAnswer, _ next: Double) -> Void
    ) throws(SpoolError) -> SpoolDelivery.Outcome? {
        let delivery = sender.deliver(
            letter, isCancelled: { [self] in isElsewhere.load(ordering: .acquiring) },
            failed: { answer, next in
                failed(answer, next)
                offer()
            })
        if case .saved = delivery { hasArrived.store(true, ordering: .releasing) } else { offer() }
        return try settle(delivery)
    }

    private func settle(_ delivery: RecordSender.Delivery) throws(SpoolError) -> SpoolDelivery.Outcome? {
        try state.withLock { state throws(SpoolError) -> SpoolDelivery.Outcome? in
            // What is in memory only may be offered again, by a program that lives on.
            var isOver = true
            defer { isNoted.store(isOver, ordering: .releasing) }
            if let claimed = state.claimed.take() { return try SpoolDelivery.settle(claimed, delivery) }
            switch (state.place, delivery) {
            case (.memory, .saved(let tries)): return .saved(tries: tries, left: recorder.discardDelivered())
            case (.memory, .refused(let answer)):
                isOver = false
                isTurnedAway.store(true, ordering: .relaxed)
                return .waiting(answer, retryAfter: nil)
            case (.memory, .waiting(let answer, let seconds)):
                isOver = false
                return .waiting(answer, retryAfter: seconds)
            case (.spooled, .saved(let tries)): return .saved(tries: tries)
            case (.spooled, _): return nil
            }
        }
    }

    /// Where another try left it.
    enum Retry: Sendable, Equatable {
        case saved
        /// In the spool, where whoever sends what waits there finds it.
        case spooled
        case waits
    }

    /// Tries once more, the disk first. Blocks.
    ///
    /// - Parameter sends: whether the endpoint is asked, too, where the disk does not take it.
    func retry(sends: Bool) -> Retry {
        offer()
        if !isSpooled, sends, !isRefused, let sender = recorder.options.sender {
            let outcome = try? deliver(by: sender.trying(retries: 0)) { _, _ in }
            if case .saved(_, let left) = outcome {
                if let left { note("\(left)") }
                return .saved
            }
        }
        guard isSpooled else { return .waits }
        // Not in hand any more: it is the spool's now.
        state.withLock { $0.claimed = nil }
        return .spooled
    }

    /// What became of it, as far as that can be told by who is about to end the program.
    enum Fate {
        case saved, spooled, lost
    }

    /// Asks the disk a last time, while it may be on its way; an answer that comes meanwhile is noted.
    func part() -> Fate {
        let end = Clock.monotonic + Self.lastPatience
        let isAsked = DispatchSemaphore(value: 0)
        let isOnItsWay = BackgroundThread.start { [self] in
            offer()
            isAsked.signal()
        }
        if isOnItsWay { _ = isAsked.wait(timeout: .now() + Self.lastPatience) }
        while hasArrived.load(ordering: .acquiring) {
            // What is in the spool still is taken away before the program ends: the next start would send it.
            if isNoted.load(ordering: .acquiring) || Clock.monotonic >= end { return .saved }
            usleep(1_000)
        }
        return isSpooled ? .spooled : .lost
    }
}
