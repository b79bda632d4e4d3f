/// How one participant is doing, and what speaks worst for it.
public struct Judgement: Sendable, Equatable {
    public struct Cause: Sendable, Equatable {
        public var metric: VerdictMetric
        /// Whose side: what the participant sends, or what reaches it.
        public var direction: Direction
        /// In the metric's unit: percent, ms, frames a second.
        public var value: Double
        /// ms on the session's clock since when the metric has not been good; `nil` where that is not known.
        public var since: Double?

        public init(metric: VerdictMetric, direction: Direction, value: Double, since: Double? = nil) {
            self.metric = metric
            self.direction = direction
            self.value = value
            self.since = since
        }
    }

    public var level: VerdictLevel
    /// `nil` where the level is good or unknown.
    public var cause: Cause?
    /// ms on the session's clock since when the level holds; `nil` before there is one.
    public var since: Double?

    public init(level: VerdictLevel, cause: Cause? = nil, since: Double? = nil) {
        self.level = level
        self.cause = cause
        self.since = since
    }
}
