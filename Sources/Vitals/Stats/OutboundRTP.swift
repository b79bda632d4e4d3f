/// An `outbound-rtp` entry: what the participant's machine counted of one stream that it sends.
///
/// Counters are cumulative. A field that the browser did not report is `nil`, which is not 0.
/// Source: W3C webrtc-stats, RTCOutboundRtpStreamStats.
public struct OutboundRTP: Sendable, Equatable {
    public var header: StatsHeader
    /// Payload bytes with retransmissions and probe padding, without RTP headers.
    @Figure public var bytesSent: Double?
    @Figure public var packetsSent: Double?
    @Figure public var retransmittedBytesSent: Double?
    @Figure public var retransmittedPacketsSent: Double?
    @Figure public var framesSent: Double?
    /// A gauge, missing in a stall and absurd after one: used only where `framesSent` is missing.
    @Figure public var framesPerSecond: Double?
    @Figure public var frameWidth: Double?
    @Figure public var frameHeight: Double?
    /// `false` for a simulcast layer that is switched off.
    public var active: Bool?
    public var scalabilityMode: ScalabilityMode?
    /// `qualityLimitationDurations`, seconds since the stream began.
    public var qualityLimitation: QualityLimitation?
    /// Absent in Firefox, changes with `replaceTrack`: only a stand-in where `mid` is missing.
    public var mediaSourceId: String? {
        get { header.texts.content.mediaSourceId }
        set { header.set(\.mediaSourceId, newValue) }
    }

    public init(header: StatsHeader) {
        self.header = header
    }

    /// - Parameters: numbers are finite, or `Figure.nothing`.
    package init(
        header: StatsHeader, bytesSent: Double, packetsSent: Double, retransmittedBytesSent: Double,
        retransmittedPacketsSent: Double, framesSent: Double, framesPerSecond: Double, frameWidth: Double,
        frameHeight: Double, active: Bool?, scalabilityMode: ScalabilityMode?, qualityLimitation: QualityLimitation?
    ) {
        self.header = header
        _bytesSent = Figure(orNothing: bytesSent)
        _packetsSent = Figure(orNothing: packetsSent)
        _retransmittedBytesSent = Figure(orNothing: retransmittedBytesSent)
        _retransmittedPacketsSent = Figure(orNothing: retransmittedPacketsSent)
        _framesSent = Figure(orNothing: framesSent)
        _framesPerSecond = Figure(orNothing: framesPerSecond)
        _frameWidth = Figure(orNothing: frameWidth)
        _frameHeight = Figure(orNothing: frameHeight)
        self.active = active
        self.scalabilityMode = scalabilityMode
        self.qualityLimitation = qualityLimitation
    }
}

/// Seconds for which an encoder was held back, by reason.
public struct QualityLimitation: Sendable, Equatable {
    public var bandwidth: Double
    public var cpu: Double
    public var other: Double

    public init(bandwidth: Double = 0, cpu: Double = 0, other: Double = 0) {
        self.bandwidth = bandwidth
        self.cpu = cpu
        self.other = other
    }
}

extension OutboundRTP: Carried {
    static var blank: OutboundRTP { OutboundRTP(header: .blank) }

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&header)
        try archive.carry(&bytesSent)
        try archive.carry(&packetsSent)
        try archive.carry(&retransmittedBytesSent)
        try archive.carry(&retransmittedPacketsSent)
        try archive.carry(&framesSent)
        try archive.carry(&framesPerSecond)
        try archive.carry(&frameWidth)
        try archive.carry(&frameHeight)
        try archive.carry(&active)
        try archive.carry(&scalabilityMode)
        try archive.carry(&qualityLimitation)
        try archive.carry(&mediaSourceId)
    }
}
