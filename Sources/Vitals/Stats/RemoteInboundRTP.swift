/// A `remote-inbound-rtp` entry: what the far end reported by RTCP of a stream that the participant sends.
///
/// Its `timestamp` is the arrival of that RTCP report, not the time of the poll.
/// Source: W3C webrtc-stats, RTCRemoteInboundRtpStreamStats.
public struct RemoteInboundRTP: Sendable, Equatable {
    public var header: StatsHeader
    /// Signed, and may fall when late packets are found again.
    @Figure public var packetsLost: Double?
    /// Seconds.
    @Figure public var jitter: Double?
    /// Seconds.
    @Figure public var roundTripTime: Double?
    /// How many round-trip times the far end's reports have allowed so far; missing in some browsers.
    @Figure public var roundTripTimeMeasurements: Double?

    public init(header: StatsHeader) {
        self.header = header
    }

    /// - Parameters: numbers are finite, or `Figure.nothing`.
    package init(
        header: StatsHeader, packetsLost: Double, jitter: Double, roundTripTime: Double,
        roundTripTimeMeasurements: Double
    ) {
        self.header = header
        _packetsLost = Figure(orNothing: packetsLost)
        _jitter = Figure(orNothing: jitter)
        _roundTripTime = Figure(orNothing: roundTripTime)
        _roundTripTimeMeasurements = Figure(orNothing: roundTripTimeMeasurements)
    }
}
