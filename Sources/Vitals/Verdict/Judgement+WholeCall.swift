extension Judgement {
    /// How a participant was doing from beginning to end: each metric over all of it.
    ///
    /// - Parameter totals: the participant's at the end.
    public init(over participant: Participant, _ totals: Totals, thresholds: VerdictThresholds = VerdictThresholds()) {
        self.init(over: JudgedSums(participant, totals), thresholds)
    }

    init(over sums: JudgedSums, _ thresholds: VerdictThresholds) {
        guard sums.covered >= thresholds.leastSeconds, sums.packets >= thresholds.leastPackets else {
            self.init(level: .unknown)
            return
        }
        let level = sums.level(thresholds)
        let worst = level == .fair || level == .poor ? sums.worst(atLeast: level, thresholds) : nil
        self.init(
            level: level,
            cause: worst.map { Cause(metric: $0.judged.metric, direction: $0.judged.direction, value: $0.value) })
    }
}
