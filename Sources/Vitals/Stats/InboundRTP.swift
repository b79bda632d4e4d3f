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

extension InboundRTP: Carried {
    static var blank: InboundRTP { InboundRTP(header: .blank) }

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&header)
        try archive.carry(&bytesReceived)
        try archive.carry(&packetsReceived)
        try archive.carry(&packetsLost)
        try archive.carry(&retransmittedBytesReceived)
        try archive.carry(&retransmittedPacketsReceived)
        try archive.carry(&jitter)
        try archive.carry(&framesDecoded)
        try archive.carry(&framesPerSecond)
        try archive.carry(&frameWidth)
        try archive.carry(&frameHeight)
        try archive.carry(&freezeCount)
        try archive.carry(&totalFreezesDuration)
        try archive.carry(&pauseCount)
        try archive.carry(&totalPausesDuration)
        try archive.carry(&concealedSamples)
        try archive.carry(&totalSamplesReceived)
        try archive.carry(&trackIdentifier)
    }
}
