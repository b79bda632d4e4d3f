/// An `inbound-rtp` entry: what the participant's machine counted of one stream that it receives.
///
/// Counters are cumulative. A field that the browser did not report is `nil`, which is not 0.
/// Source: W3C webrtc-stats, RTCInboundRtpStreamStats.
public struct InboundRTP: Sendable, Equatable {
    public var header: StatsHeader
    /// Payload bytes with retransmissions, without RTP headers.
    @Figure public var bytesReceived: Double?
    @Figure public var packetsReceived: Double?
    /// Signed, and may fall when late packets are found again.
    @Figure public var packetsLost: Double?
    @Figure public var retransmittedBytesReceived: Double?
    @Figure public var retransmittedPacketsReceived: Double?
    /// Seconds.
    @Figure public var jitter: Double?
    @Figure public var framesDecoded: Double?
    /// A gauge: used only where `framesDecoded` is missing.
    @Figure public var framesPerSecond: Double?
    @Figure public var frameWidth: Double?
    @Figure public var frameHeight: Double?
    @Figure public var freezeCount: Double?
    /// Seconds.
    @Figure public var totalFreezesDuration: Double?
    @Figure public var pauseCount: Double?
    /// Seconds.
    @Figure public var totalPausesDuration: Double?
    @Figure public var concealedSamples: Double?
    @Figure public var totalSamplesReceived: Double?
    public var trackIdentifier: String? {
        get { header.texts.content.trackIdentifier }
        set { header.set(\.trackIdentifier, newValue) }
    }

    public init(header: StatsHeader) {
        self.header = header
    }

    /// - Parameters: numbers are finite, or `Figure.nothing`.
    package init(
        header: StatsHeader, bytesReceived: Double, packetsReceived: Double, packetsLost: Double,
        retransmittedBytesReceived: Double, retransmittedPacketsReceived: Double, jitter: Double, framesDecoded: Double,
        framesPerSecond: Double, frameWidth: Double, frameHeight: Double, freezeCount: Double,
        totalFreezesDuration: Double, pauseCount: Double, totalPausesDuration: Double, concealedSamples: Double,
        totalSamplesReceived: Double
    ) {
        self.header = header
        _bytesReceived = Figure(orNothing: bytesReceived)
        _packetsReceived = Figure(orNothing: packetsReceived)
        _packetsLost = Figure(orNothing: packetsLost)
        _retransmittedBytesReceived = Figure(orNothing: retransmittedBytesReceived)
        _retransmittedPacketsReceived = Figure(orNothing: retransmittedPacketsReceived)
        _jitter = Figure(orNothing: jitter)
        _framesDecoded = Figure(orNothing: framesDecoded)
        _framesPerSecond = Figure(orNothing: framesPerSecond)
        _frameWidth = Figure(orNothing: frameWidth)
        _frameHeight = Figure(orNothing: frameHeight)
        _freezeCount = Figure(orNothing: freezeCount)
        _totalFreezesDuration = Figure(orNothing: totalFreezesDuration)
        _pauseCount = Figure(orNothing: pauseCount)
        _totalPausesDuration = Figure(orNothing: totalPausesDuration)
        _concealedSamples = Figure(orNothing: concealedSamples)
        _totalSamplesReceived = Figure(orNothing: totalSamplesReceived)
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
