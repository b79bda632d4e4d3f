/// Judges one participant from what its readings came to, seen now and then.
///
/// Readings are put together in windows of `windowSeconds` of data, however often reports come: time without data makes
/// no window, neither a good nor a bad one. A level holds once `agreeingWindows` of the last `windows` are as bad, and is
/// left once as many are better. Memory is bounded by the number of windows.
public struct ParticipantJudge: Sendable {
    /// What is judged, and since when it has not been good.
    private struct Stretch: Sendable {
        /// ms on the session's clock; `nil` while good.
        var badSince: Double?
        /// Windows in a row that were good.
        var goodWindows = 0
    }

    private struct Window: Sendable {
        var sums: JudgedSums
        var level: VerdictLevel
    }

    public let thresholds: VerdictThresholds
    public private(set) var judgement = Judgement(level: .unknown)
    private var lossSent = RecentLoss()
    private var lossReceived = RecentLoss()
    private var windows: [Window] = []
    private var stretches = [Stretch](repeating: Stretch(), count: JudgedMetric.allCases.count)
    /// Where the window at hand began.
    private var base: JudgedSums?
    private var windowBegan: Double = 0
    private var seen = JudgedSums()
    /// ms on the session's clock of the last new reading.
    private var lastProgress: Double = 0
    private var judgedSeconds: Double = 0
    private var judgedPackets: Double = 0
    private var wasAway = false

    public init(thresholds: VerdictThresholds = VerdictThresholds()) {
        self.thresholds = thresholds
    }

    /// Percent of packets sent that were lost of late; `nil` where nothing was measured of late.
    public var recentLossSent: Double? { lossSent.percentage }

    /// Percent of packets due to the participant that were lost of late; `nil` where nothing was measured of late.
    public var recentLossReceived: Double? { lossReceived.percentage }

    /// Takes in what the participant has come to.
    ///
    /// - Parameters:
    ///   - totals: the participant's at `now`.
    ///   - now: ms on the session's clock.
    public mutating func observe(_ participant: Participant, _ totals: Totals, at now: Double) {
        guard participant.isPresent else {
            // Whoever left is not judged, and is judged anew after coming back.
            self = ParticipantJudge(thresholds: thresholds)
            wasAway = true
            return
        }
        observeLoss(totals, at: now)
        observe(JudgedSums(participant, totals), staleAfter: staleSeconds(participant.usualReportInterval), at: now)
    }

    /// Takes in that nothing was heard of the participant since the last time, when it was in the room: as
    /// `observe(_:_:at:)` with what it was told then.
    ///
    /// - Parameter usualReportInterval: the participant's, seconds.
    public mutating func observeAgain(usualReportInterval: Double?, at now: Double) {
        lossSent.observeAgain(at: now, lookingBack: thresholds.recentSeconds)
        lossReceived.observeAgain(at: now, lookingBack: thresholds.recentSeconds)
        observe(seen, staleAfter: staleSeconds(usualReportInterval), at: now)
    }

    private func staleSeconds(_ usualReportInterval: Double?) -> Double {
        max(thresholds.staleSeconds, 3 * (usualReportInterval ?? 0))
    }

    private mutating func observeLoss(_ totals: Totals, at now: Double) {
        var sent = totals.uplinkVideo.loss
        sent.merge(totals.uplinkAudio.loss)
        lossSent.observe(sent, at: now, lookingBack: thresholds.recentSeconds)
        var received = totals.downlinkVideo.loss
        received.merge(totals.downlinkAudio.loss)
        lossReceived.observe(received, at: now, lookingBack: thresholds.recentSeconds)
    }

    /// - Parameter staleAfter: seconds without a new reading after which the level is no longer believed.
    mutating func observe(_ sums: JudgedSums, staleAfter: Double, at now: Double) {
        // Of somebody who is seen for the first time all is new; of somebody who came back, only what comes from now on.
        if base == nil { begin(wasAway ? sums : JudgedSums(), at: now) }
        if sums.isBefore(seen) { forget(beginningWith: sums, at: now) }
        if sums.covered > seen.covered { lastProgress = now }
        seen = sums
        closeWindow(with: sums, at: now)
        if now - lastProgress > staleAfter * 1000, !windows.isEmpty || judgement.level != .unknown {
            forget(beginningWith: sums, at: now)
        }
        settle(at: now)
    }

    private mutating func begin(_ sums: JudgedSums, at now: Double) {
        base = sums
        seen = sums
        windowBegan = now
        lastProgress = now
    }

    private mutating func forget(beginningWith sums: JudgedSums, at now: Double) {
        windows.removeAll(keepingCapacity: true)
        for place in stretches.indices { stretches[place] = Stretch() }
        judgedSeconds = 0
        judgedPackets = 0
        begin(sums, at: now)
    }

    private mutating func closeWindow(with sums: JudgedSums, at now: Double) {
        guard let base else { return }
        let window = sums - base
        guard window.covered >= thresholds.windowSeconds else { return }
        let level = window.level(thresholds)
        // RTCP may come less often than a window is long: it waits for word of loss, but not for ever.
        if level == .unknown, window.covered < 3 * thresholds.windowSeconds { return }
        judgedSeconds += window.covered
        judgedPackets += window.packets
        if level != .unknown {
            if windows.count >= max(1, thresholds.windows) { windows.removeFirst() }
            windows.append(Window(sums: window, level: level))
            noteStretches(window)
        }
        self.base = sums
        windowBegan = now
    }

    private mutating func noteStretches(_ window: JudgedSums) {
        for metric in JudgedMetric.allCases {
            guard let value = window.value(of: metric, thresholds) else { continue }
            if thresholds.level(of: metric.metric, value) != .good {
                stretches[metric.rawValue].goodWindows = 0
                if stretches[metric.rawValue].badSince == nil { stretches[metric.rawValue].badSince = windowBegan }
            } else {
                stretches[metric.rawValue].goodWindows += 1
                if stretches[metric.rawValue].goodWindows >= thresholds.agreeingWindows {
                    stretches[metric.rawValue] = Stretch()
                }
            }
        }
    }

    /// The level that the windows agree on, and its cause.
    private mutating func settle(at now: Double) {
        let level = agreedLevel
        let isNew = level != judgement.level || (judgement.since == nil && level != .unknown)
        if isNew { judgement.since = now }
        judgement.level = level
        guard level == .fair || level == .poor else {
            judgement.cause = nil
            return
        }
        judgement.cause = (isNew ? nil : sameCause(of: level)) ?? cause(of: level)
    }

    private var agreedLevel: VerdictLevel {
        guard judgedSeconds >= thresholds.leastSeconds, judgedPackets >= thresholds.leastPackets else {
            return .unknown
        }
        var (poor, notGood) = (0, 0)
        let windows = windows.span
        for place in windows.indices {
            if windows[place].level == .poor { poor += 1 }
            if windows[place].level != .good { notGood += 1 }
        }
        if poor >= thresholds.agreeingWindows { return .poor }
        if notGood >= thresholds.agreeingWindows { return .fair }
        if windows.count - notGood >= thresholds.agreeingWindows { return .good }
        return judgement.level
    }

    /// The cause that was named last, for as long as a window shows it as bad as the level: two metrics near a line would
    /// else take turns.
    private func sameCause(of level: VerdictLevel) -> Judgement.Cause? {
        guard let named = judgement.cause,
            let judged = JudgedMetric.allCases.first(where: {
                $0.metric == named.metric && $0.direction == named.direction
            }), windows.contains(where: { $0.sums.isAsBad(judged, as: level, thresholds) }),
            let value = windows.reduce(JudgedSums(), { $0 + $1.sums }).value(of: judged, thresholds)
        else { return nil }
        return Judgement.Cause(
            metric: named.metric, direction: named.direction, value: value, since: stretches[judged.rawValue].badSince)
    }

    /// What makes the level.
    private func cause(of level: VerdictLevel) -> Judgement.Cause? {
        let whole = windows.reduce(JudgedSums()) { $0 + $1.sums }
        // Over the whole stretch a metric may look better than in the windows that made the level.
        for sums in [whole] + windows.reversed().lazy.filter({ $0.level == level }).map(\.sums) {
            if let found = worstMetric(of: sums, atLeast: level) { return found }
        }
        return worstMetric(of: whole, atLeast: .fair)
    }

    private func worstMetric(of sums: JudgedSums, atLeast level: VerdictLevel) -> Judgement.Cause? {
        sums.worst(atLeast: level, thresholds).map { judged, value in
            Judgement.Cause(
                metric: judged.metric, direction: judged.direction, value: value,
                since: stretches[judged.rawValue].badSince)
        }
    }
}
