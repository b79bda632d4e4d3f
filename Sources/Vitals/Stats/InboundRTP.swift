/// An `inbound-rtp` entry: what the participant's machine counted of one stream that it receives.
///
/// Counters are cumulative. A field that the browser did not report is `nil`, which is not 0.
/// Source: W3C webrtc-stats, RTCInboundRtpStreamStats.
public struct InboundRTP: Sendable, Equatable {
    public var header: StatsHeader
    /// Payload bytes with retransmissions, without RTP headers.
    public var bytesReceived: Double?
    public var packetsReceived: Double?
    /// Signed, and may fall when late packets are found again.
    public var packetsLost: Double?
    public var retransmittedBytesReceived: Double?
    public var retransmittedPacketsReceived: Double?
    /// Seconds.
    public var jitter: Double?
    public var framesDecoded: Double?
    /// A gauge: used only where `framesDecoded` is missing.
    public var framesPerSecond: Double?
    public var frameWidth: Double?
    public var frameHeight: Double?
    public var freezeCount: Double?
    /// Seconds.
    public var totalFreezesDuration: Double?
    public var pauseCount: Double?
    /// Seconds.
    public var totalPausesDuration: Double?
    public var concealedSamples: Double?
    public var totalSamplesReceived: Double?
    public var trackIdentifier: String?

    public init(header: StatsHeader) {
        self.header = header
    }
}
