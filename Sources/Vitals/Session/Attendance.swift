/// What of a subject's totals goes on with the clock, whether or not anything is heard of it.
public struct Attendance: Sendable, Equatable {
    var quality: QualityTally
    /// Seconds that readings should speak for.
    var presentSeconds: Double

    /// Takes in another one, as `Totals.merge` does.
    public mutating func merge(_ other: Attendance) {
        quality.merge(other.quality)
        presentSeconds += other.presentSeconds
    }
}

/// A participant's attendance at any moment until something is heard of it again.
public struct AttendanceClock: Sendable {
    let quality: QualityTally
    /// Seconds in the room before the moment since which it is there.
    let presentSeconds: Double
    /// ms on the session's clock; `nil` for somebody who is not there.
    let presentSince: Double?
    /// Seconds from its first entry to its last.
    let reportedSeconds: Double

    /// - Parameter now: ms on the session's clock.
    public func attendance(at now: Double) -> Attendance {
        let present = presentSeconds + (presentSince.map { max(0, now - $0) / 1000 } ?? 0)
        // A participant whose presence nobody signalled was there at least from its first entry to its last.
        return Attendance(quality: quality.ended(at: now), presentSeconds: max(present, reportedSeconds))
    }
}
