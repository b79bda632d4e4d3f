import Vitals

/// What is remembered of a room from one look to the next: its judges, what it was when last seen, and when its clock last
/// moved.
///
/// A look takes in anew only who has changed since the last one. What it shows is what a look that remembered nothing but
/// the judges would show, to the last bit.
struct RoomWatch: Sendable {
    private struct Seat: Sendable {
        var seen: SeenParticipant
        var judge: ParticipantJudge
    }

    private let name: String
    private let thresholds: VerdictThresholds
    /// By the participants' places in the session.
    private var seats: [Seat] = []
    /// The room's totals when anything of them last changed, but for the attendance.
    private var totals = Totals()
    private var othersCount: UInt64 = 0
    /// The participants' places, in the order in which they were last shown.
    private var order: [Int] = []
    /// The session's clock, and the monotonic seconds at which it was seen to move.
    private var moved: (end: Double, at: Double)?

    init(name: String, thresholds: VerdictThresholds) {
        self.name = name
        self.thresholds = thresholds
    }

    /// The session's clock at `now`, monotonic seconds: it goes on while the session stands still, as a lost connection
    /// makes it.
    mutating func clock(of sample: RoomSample, at now: Double) -> Double? {
        guard let end = sample.session.end else { return nil }
        if moved?.end != end { moved = (end, sample.takenAt) }
        guard sample.state != .ended, let moved else { return end }
        return end + max(0, now - moved.at) * 1000
    }

    /// Makes the view of a sample.
    ///
    /// - Parameters:
    ///   - sample: of the session of the last look, later.
    ///   - clock: the session's clock at this moment, as `clock(of:at:)` has it.
    mutating func look(at sample: RoomSample, clock: Double, snapshot: UInt64) -> RoomView {
        let session = sample.session
        takeIn(session, at: clock)
        var views = views(of: sample, clock: clock)
        let present = views.lazy.filter(\.isPresent)
        if sample.state == .ended { judgeWholeCall(session, &views) }
        let verdict = verdict(on: views, of: sample, at: clock)
        let freshness = RoomView.Freshness(
            newestReportAge: present.compactMap(\.lastReportAge).min(), usualInterval: usualInterval)
        let figures = LiveFigures(ofRoom: present.map(\.latest))
        let guests = views.lazy.filter { !$0.isMonitor }
        let presentCount = guests.count(where: \.isPresent)
        let knownCount = guests.count
        var totals = totals
        totals.attendance = views.reduce(into: session.others.attendance) { $0.merge($1.attendance) }
        sort(&views)
        return RoomView(
            name: name, sid: session.room.flatMap { $0.sid.isEmpty ? nil : $0.sid }, state: sample.state,
            endReason: sample.endReason, snapshot: snapshot, start: session.start, now: session.end,
            seconds: session.seconds, latest: figures, totals: totals, block: QualityBlock(totals), verdict: verdict,
            participants: views, presentCount: presentCount, knownCount: knownCount, othersCount: session.othersCount,
            reports: session.reports, reportsRefused: session.reportsRefused,
            unknownMessages: session.unknownMessages, statsDropped: session.statsDropped, freshness: freshness,
            health: sample.health)
    }

    /// Sees those who have changed, lets the judges look at everybody, and adds up where anything is new.
    private mutating func takeIn(_ session: RoomSession, at clock: Double) {
        let participants = session.participants.span
        var isNew = seats.count != participants.count || othersCount != session.othersCount
        if seats.count > participants.count { seats.removeSubrange(participants.count...) }
        for place in participants.indices {
            if place < seats.count, seats[place].seen.revision == participants[place].revision {
                // Whoever left is not judged.
                guard seats[place].seen.isPresent else { continue }
                let usual = seats[place].seen.usualReportInterval
                seats[place].judge.observeAgain(usualReportInterval: usual, at: clock)
            } else {
                take(participants[place], at: place, end: session.end ?? 0, clock: clock)
                isNew = true
            }
        }
        guard isNew else { return }
        totals = session.others
        for place in seats.indices { totals.merge(seats[place].seen.totals) }
        othersCount = session.othersCount
    }

    private mutating func take(_ participant: Participant, at place: Int, end: Double, clock: Double) {
        let seen = SeenParticipant(participant, participant.totals(at: end))
        if place == seats.count {
            seats.append(Seat(seen: seen, judge: ParticipantJudge(thresholds: thresholds)))
        } else if ExactText(seats[place].seen.identity) != ExactText(seen.identity) {
            seats[place] = Seat(seen: seen, judge: ParticipantJudge(thresholds: thresholds))
        } else {
            seats[place].seen = seen
        }
        seats[place].judge.observe(participant, seen.totals, at: clock)
    }

    /// By the participants' places.
    private func views(of sample: RoomSample, clock: Double) -> [ParticipantView] {
        let end = sample.session.end ?? 0
        var views: [ParticipantView] = []
        views.reserveCapacity(seats.count)
        for place in seats.indices {
            let seen = seats[place].seen
            let age = seen.lastReport.map { max(0, clock - $0) / 1000 }
            let isFresh = seen.isPresent && (age.map { $0 <= freshSeconds(seen.usualReportInterval) } ?? false)
            views.append(
                ParticipantView(
                    // Of a room that is over nobody is told to have left.
                    seen: seen, isPresent: seen.isPresent && sample.state != .ended,
                    isMonitor: seen.identity == sample.monitor, judgement: seats[place].judge.judgement,
                    latest: isFresh ? seen.latest.with(seats[place].judge) : LiveFigures(), isFresh: isFresh,
                    lastReportAge: age, place: place, attendance: seen.attendance.attendance(at: end)))
        }
        return views
    }

    /// Of the intervals of those in the room the median, the lower one of two in the middle.
    private var usualInterval: Double? {
        var intervals: [Double] = []
        intervals.reserveCapacity(seats.count)
        for place in seats.indices where seats[place].seen.isPresent {
            if let interval = seats[place].seen.usualReportInterval { intervals.append(interval) }
        }
        intervals.sort()
        return intervals.isEmpty ? nil : intervals[(intervals.count - 1) / 2]
    }

    /// The participants' own numbers come first. Where they say nothing there are the server's word on each connection,
    /// and what arrives at the monitor, which bears their losses on the way in: of both the worse.
    private func verdict(on views: [ParticipantView], of sample: RoomSample, at clock: Double) -> Verdict {
        let guests = views.filter { !$0.isMonitor }
        let own = verdict(on: guests, among: guests, of: sample, at: clock)
        guard own.level == .unknown, sample.monitor != nil else { return own }
        let isReported = guests.contains { $0.lastReportAge != nil }
        let signalled =
            sample.state == .ended
            ? Verdict(
                signalledOverWholeCall: guests.map { ($0.identity, $0.block.connectionQuality) },
                isReported: isReported)
            : Verdict(
                signalled: guests.filter(\.isPresent).map { ($0.identity, $0.signalledQuality ?? .unknown) },
                isReported: isReported)
        let all = verdict(on: views, among: guests, of: sample, at: clock)
        switch (signalled?.level, all.level) {
        case (.poor?, _): return signalled ?? own
        case (_, .fair), (_, .poor): return all
        default: return signalled ?? own
        }
    }

    private func verdict(
        on judged: [ParticipantView], among guests: [ParticipantView], of sample: RoomSample, at clock: Double
    ) -> Verdict {
        if sample.state == .ended {
            return Verdict(onWholeCall: judged.map { ($0.identity, $0.judgement) }, thresholds: thresholds)
        }
        return Verdict(
            on: judged.filter(\.isPresent).map { ($0.identity, $0.judgement) },
            wasAnybodyHere: !guests.isEmpty || sample.session.othersCount > 0, at: clock, thresholds: thresholds)
    }

    /// What was of now is over: everybody is judged from beginning to end, those who left early too.
    private func judgeWholeCall(_ session: RoomSession, _ views: inout [ParticipantView]) {
        for place in views.indices {
            views[place].judgement = Judgement(
                over: session.participants[place], views[place].totals, thresholds: thresholds)
        }
    }

    /// How old a reading may be to be one of now.
    private func freshSeconds(_ usualReportInterval: Double?) -> Double {
        max(thresholds.staleSeconds, 3 * (usualReportInterval ?? 0))
    }

    private mutating func sort(_ views: inout [ParticipantView]) {
        // From one look to the next little moves, and what is nearly in order is soon sorted. No two are equal, so the
        // order does not depend on the last one.
        if order.count != views.count { order = Array(views.indices) }
        order.sort { left, right in
            // The monitor is none of those who are looked for.
            if views[left].isMonitor != views[right].isMonitor { return views[right].isMonitor }
            if views[left].isPresent != views[right].isPresent { return views[left].isPresent }
            return thresholds.isWorse(
                (views[left].identity, views[left].judgement), than: (views[right].identity, views[right].judgement))
        }
        views = order.map { views[$0] }
    }
}
