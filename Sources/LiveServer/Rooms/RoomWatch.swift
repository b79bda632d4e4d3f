import Vitals

/// What is remembered of a room from one look to the next: its judges, and when its clock last moved.
struct RoomWatch: Sendable {
    private struct Seat: Sendable {
        var identity: ExactText
        var judge: ParticipantJudge
    }

    private let name: String
    private let thresholds: VerdictThresholds
    /// By the participants' places in the session.
    private var seats: [Seat] = []
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
    /// - Parameter clock: the session's clock at this moment, as `clock(of:at:)` has it.
    mutating func look(at sample: RoomSample, clock: Double, snapshot: UInt64) -> RoomView {
        let session = sample.session
        var totals = session.others
        var views: [ParticipantView] = []
        views.reserveCapacity(session.participants.count)
        var intervals: [Double] = []
        if seats.count > session.participants.count { seats.removeSubrange(session.participants.count...) }
        for place in session.participants.indices {
            let participant = session.participants[place]
            let its = participant.totals(at: session.end ?? 0)
            totals.merge(its)
            var view = view(of: participant, its, at: place, clock: clock)
            view.isMonitor = participant.identity == sample.monitor
            // Of a room that is over nobody is told to have left.
            if sample.state == .ended { view.isPresent = false }
            views.append(view)
            if participant.isPresent, let interval = participant.usualReportInterval { intervals.append(interval) }
        }
        intervals.sort()
        let present = views.lazy.filter(\.isPresent)
        if sample.state == .ended { judgeWholeCall(session, &views) }
        let verdict = verdict(on: views, of: sample, at: clock)
        let freshness = RoomView.Freshness(
            newestReportAge: present.compactMap(\.lastReportAge).min(),
            usualInterval: intervals.isEmpty ? nil : intervals[(intervals.count - 1) / 2])
        let figures = LiveFigures(ofRoom: present.map(\.latest))
        let guests = views.lazy.filter { !$0.isMonitor }
        let presentCount = guests.count(where: \.isPresent)
        let knownCount = guests.count
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

    private mutating func view(
        of participant: Participant, _ totals: Totals, at place: Int, clock: Double
    ) -> ParticipantView {
        let identity = ExactText(participant.identity)
        if place == seats.count {
            seats.append(Seat(identity: identity, judge: ParticipantJudge(thresholds: thresholds)))
        } else if seats[place].identity != identity {
            seats[place] = Seat(identity: identity, judge: ParticipantJudge(thresholds: thresholds))
        }
        seats[place].judge.observe(participant, totals, at: clock)
        let judge = seats[place].judge
        let age = participant.lastReport.map { max(0, clock - $0) / 1000 }
        let isFresh = participant.isPresent && (age.map { $0 <= freshSeconds(participant) } ?? false)
        return ParticipantView(
            identity: participant.identity, sid: participant.sid.isEmpty ? nil : participant.sid,
            isPresent: participant.isPresent, judgement: judge.judgement,
            signalledQuality: participant.qualityLevel,
            latest: isFresh ? LiveFigures(participant, judge) : LiveFigures(), totals: totals,
            block: QualityBlock(totals), lastReportAge: age, usualReportInterval: participant.usualReportInterval,
            place: place,
            tracks: participant.tracks.map { TrackView($0, isFresh: isFresh) })
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
    private func freshSeconds(_ participant: Participant) -> Double {
        max(thresholds.staleSeconds, 3 * (participant.usualReportInterval ?? 0))
    }

    private func sort(_ views: inout [ParticipantView]) {
        // Moving whole views about costs more than finding the order.
        let order = views.indices.sorted { left, right in
            // The monitor is none of those who are looked for.
            if views[left].isMonitor != views[right].isMonitor { return views[right].isMonitor }
            if views[left].isPresent != views[right].isPresent { return views[left].isPresent }
            return thresholds.isWorse(
                (views[left].identity, views[left].judgement), than: (views[right].identity, views[right].judgement))
        }
        views = order.map { views[$0] }
    }
}
