/// How long each level of connection quality lasted.
///
/// LiveKit speaks only on a change, so a level lasts until the next one, and an average must weigh by time.
public struct QualityTally: Sendable, Equatable {
    /// Σ score · seconds of the levels that count.
    private var weightedScore: Double = 0
    private var seconds: Double = 0
    private var current: (level: ConnectionQuality, since: Double)?

    public init() {}

    /// The level in force, if any.
    public var level: ConnectionQuality? { current?.level }

    /// A level begins.
    ///
    /// - Parameter now: ms on the session's clock.
    public mutating func begin(_ level: ConnectionQuality, at now: Double) {
        end(at: now)
        current = (level, now)
    }

    /// The level in force ends, and none follows: the participant left.
    public mutating func end(at now: Double) {
        self = ended(at: now)
    }

    /// What it would be if the level in force ended at `now`.
    public func ended(at now: Double) -> QualityTally {
        var copy = self
        if let current, let score = current.level.score {
            let lasted = max(0, now - current.since) / 1000
            copy.weightedScore += score * lasted
            copy.seconds += lasted
        }
        copy.current = nil
        return copy
    }

    /// Takes in another tally; levels in force are not taken over: end them first.
    public mutating func merge(_ other: QualityTally) {
        weightedScore += other.weightedScore
        seconds += other.seconds
    }

    /// 0…4; `nil` where no level that counts has lasted.
    public var averageScore: Double? { seconds > 0 ? weightedScore / seconds : nil }

    public static func == (left: QualityTally, right: QualityTally) -> Bool {
        left.weightedScore == right.weightedScore && left.seconds == right.seconds
            && left.current?.level == right.current?.level && left.current?.since == right.current?.since
    }
}

extension QualityTally: Carried {
    static var blank: QualityTally { QualityTally() }

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&weightedScore)
        try archive.carry(&seconds)
        var level = current?.level
        var since = current?.since ?? 0
        try archive.carry(&level)
        try archive.carry(&since)
        current = level.map { ($0, since) }
    }
}
