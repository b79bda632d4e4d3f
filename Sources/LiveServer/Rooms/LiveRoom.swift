import Synchronization
package import Vitals
import WireText

/// A room that is being watched: takes samples from its bot's thread, and shows views to everybody else.
///
/// The bot only lays a sample down, and only where one is asked for: while a sample is held, whatever the session changes
/// is copied. Whoever calls `ask` and, a moment later, `advance`, once a second, does the work.
package final class LiveRoom: Sendable {
    package let name: String
    /// Names the bot's run: a later one of the same room counts its snapshots anew. Letters, digits, `.` and `_` only.
    package let run: String
    package let thresholds: VerdictThresholds
    package let limits: RoomLimits
    private let inbox = Mutex<RoomSample?>(nil)
    private let isAsked = Atomic<Bool>(true)
    private let work: Mutex<Work>
    private let shown: Mutex<RoomSnapshot>
    private let history: Mutex<RoomHistory>
    private let save = Mutex<SaveReport?>(nil)

    private struct Work: Sendable {
        var watch: RoomWatch
        /// The newest view as it was made, and the monotonic seconds of its sample.
        var latest: RoomView
        var takenAt: Double?
        var snapshot: UInt64 = 0
        var hasEnded = false
    }

    package init(
        name: String, run: String, thresholds: VerdictThresholds = VerdictThresholds(),
        limits: RoomLimits = RoomLimits()
    ) {
        self.name = name
        // It stands in a header and in a line of an event.
        self.run = String(decoding: run.utf8.filter(Self.isSafeInHeader), as: UTF8.self)
        self.thresholds = thresholds
        self.limits = limits
        var watch = RoomWatch(name: name, thresholds: thresholds)
        let nothing = RoomSample(session: RoomSession(), state: .waiting, takenAt: 0)
        let view = watch.look(at: nothing, clock: 0, snapshot: 0)
        work = Mutex(Work(watch: watch, latest: view))
        shown = Mutex(RoomSnapshot(view, point: nil, run: self.run))
        history = Mutex(RoomHistory(limits: limits))
    }

    private static func isSafeInHeader(_ byte: UInt8) -> Bool {
        PercentEncoding.isUnreserved(byte) && byte != UInt8(ascii: "-") && byte != UInt8(ascii: "~")
    }

    /// Asks the bot for a sample.
    package func ask() { isAsked.store(true, ordering: .relaxed) }

    /// Whether a sample is wanted since the last one.
    package var isSampleWanted: Bool { isAsked.load(ordering: .relaxed) }

    /// Whether a bot that was asked has still to answer; after the end none will.
    var isAwaited: Bool { isSampleWanted && snapshot.view.state != .ended }

    /// Lays a sample down for the next `advance`, in place of one that still lies there.
    package func publish(_ sample: consuming RoomSample) {
        isAsked.store(false, ordering: .relaxed)
        var newest: RoomSample? = sample
        inbox.withLock { inbox in
            // The end is the last word.
            if inbox?.state != .ended { swap(&inbox, &newest) }
        }
        // What lay there is let go outside the lock.
        newest = nil
    }

    /// Tells what became of the session's record. A room whose record is under way says so until that is known, even after
    /// its end.
    package func tell(_ report: SaveReport) { save.withLock { $0 = report } }

    /// Makes the next view: from the newest sample, or from the last one grown older.
    ///
    /// - Parameter now: monotonic seconds, on the clock of the samples' `takenAt`.
    package func advance(now: Double) {
        work.withLock { work in
            let save = save.withLock { $0 }
            guard !work.hasEnded else {
                // The numbers stay; only the fate of the record is news.
                if work.latest.save != save { showEnd(&work, save) }
                return
            }
            guard let sample = inbox.withLock({ inbox in inbox.take() }) else {
                if let takenAt = work.takenAt { showAged(&work, by: max(0, now - takenAt)) }
                return
            }
            work.snapshot += 1
            let clock = work.watch.clock(of: sample, at: now)
            var view = work.watch.look(at: sample, clock: clock ?? 0, snapshot: work.snapshot)
            view.save = save
            work.latest = view
            work.takenAt = now
            work.hasEnded = sample.state == .ended
            let point = clock.flatMap { clock in history.withLock { $0.add(view, at: clock) } }
            show(view, point: point)
        }
    }

    private func showEnd(_ work: inout Work, _ save: SaveReport?) {
        work.snapshot += 1
        work.latest.snapshot = work.snapshot
        work.latest.save = save
        show(work.latest, point: nil)
    }

    private func showAged(_ work: inout Work, by seconds: Double) {
        work.snapshot += 1
        var view = work.latest.aged(by: seconds, staleAfter: thresholds.staleSeconds)
        view.snapshot = work.snapshot
        show(view, point: nil)
    }

    private func show(_ view: RoomView, point: RoomPoint?) {
        let snapshot = RoomSnapshot(view, point: point, run: run)
        // Whoever read the last one will read this one, and should not have to wait for the text.
        if self.snapshot.isRead { snapshot.prepareRoom() }
        // What nobody reads any more is let go outside the lock.
        _ = shown.withLock { shown in
            let before = shown
            shown = snapshot
            return before
        }
    }

    /// The newest view with its texts.
    package var snapshot: RoomSnapshot { shown.withLock { $0 } }

    package var view: RoomView { snapshot.view }

    /// Reads the history; `body` must be short.
    package func withHistory<Result: Sendable>(_ body: (borrowing RoomHistory) -> Result) -> Result {
        history.withLock { body($0) }
    }
}
