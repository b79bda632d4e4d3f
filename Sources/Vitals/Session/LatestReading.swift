/// What a participant's tracks of one kind and direction did in their newest readings.
public struct LatestReading: Sendable, Equatable {
    /// Sum over the tracks.
    public private(set) var kbps: Double?
    /// Maximum over the tracks.
    public private(set) var framesPerSecond: Double?
    /// ms, the newest that RTCP gave; maximum over the tracks.
    public private(set) var roundTripTime: Double?

    mutating func add(_ track: borrowing Track) {
        if let more = track.latest?.kbps { kbps = (kbps ?? 0) + more }
        if let rate = track.latest?.framesPerSecond { framesPerSecond = max(framesPerSecond ?? 0, rate) }
        if let delay = track.latestRoundTripTime { roundTripTime = max(roundTripTime ?? 0, delay) }
    }
}
