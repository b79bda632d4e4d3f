/// Everything that is kept of the readings of one kind and direction: of a track, or merged of several.
///
/// Constant memory whatever the number of readings.
public struct MediaAggregates: Sendable, Equatable {
    /// Readings folded in.
    public internal(set) var readings: UInt64 = 0
    /// kbps, weighted by seconds.
    public internal(set) var bitrate = Spread()
    /// Frames a second, weighted by seconds.
    public internal(set) var frameRate = Spread()
    public internal(set) var loss = PacketLoss()
    /// ms, one measurement an RTCP report.
    public internal(set) var roundTripTime = Spread()
    /// ms, one measurement an RTCP report (uplink) or an interval (downlink).
    public internal(set) var jitter = Spread()
    public internal(set) var retransmittedBits: Double = 0
    public internal(set) var retransmissionSeconds: Double = 0
    /// Seconds; `nil` where no entry said.
    public internal(set) var qualityLimitation: QualityLimitation?
    public internal(set) var resolution = ResolutionTally()
    public internal(set) var freezes = FreezeTally()
    public internal(set) var concealedSamples: Double = 0
    public internal(set) var samplesReceived: Double = 0

    public init() {}

    public mutating func merge(_ other: MediaAggregates) {
        readings += other.readings
        bitrate.merge(other.bitrate)
        frameRate.merge(other.frameRate)
        loss.merge(other.loss)
        roundTripTime.merge(other.roundTripTime)
        jitter.merge(other.jitter)
        retransmittedBits += other.retransmittedBits
        retransmissionSeconds += other.retransmissionSeconds
        if let theirs = other.qualityLimitation {
            qualityLimitation = (qualityLimitation ?? QualityLimitation()) + theirs
        }
        resolution.merge(other.resolution)
        freezes.merge(other.freezes)
        concealedSamples += other.concealedSamples
        samplesReceived += other.samplesReceived
    }

    /// Takes in one reading of a track.
    mutating func fold(_ reading: TrackReading) {
        readings += 1
        if let kbps = reading.kbps { bitrate.add(kbps, weight: reading.seconds) }
        if let rate = reading.framesPerSecond { frameRate.add(rate, weight: reading.seconds) }
        if let bits = reading.retransmittedBits {
            retransmittedBits += bits
            retransmissionSeconds += reading.seconds
        }
        if let size = reading.size { resolution.add(size, seconds: reading.seconds) }
        if let limited = reading.qualityLimitation {
            qualityLimitation = (qualityLimitation ?? QualityLimitation()) + limited
        }
    }

    /// kbps of retransmissions; `nil` where no entry counts them.
    public var retransmitKbps: Double? {
        retransmissionSeconds > 0 ? retransmittedBits / retransmissionSeconds / 1000 : nil
    }

    /// 0…100: audio that the receiver had to make up; `nil` where no entry says.
    public var concealmentPercentage: Double? {
        samplesReceived > 0 ? min(100, 100 * concealedSamples / samplesReceived) : nil
    }
}

/// Freezes and pauses of received video.
public struct FreezeTally: Sendable, Equatable {
    /// `false` while no entry has had these fields.
    public internal(set) var measured = false
    public internal(set) var freezeCount: Double = 0
    public internal(set) var freezeSeconds: Double = 0
    public internal(set) var pauseSeconds: Double = 0

    public mutating func merge(_ other: FreezeTally) {
        measured = measured || other.measured
        freezeCount += other.freezeCount
        freezeSeconds += other.freezeSeconds
        pauseSeconds += other.pauseSeconds
    }
}

extension QualityLimitation {
    static func + (left: QualityLimitation, right: QualityLimitation) -> QualityLimitation {
        QualityLimitation(
            bandwidth: left.bandwidth + right.bandwidth, cpu: left.cpu + right.cpu, other: left.other + right.other)
    }
}

extension MediaAggregates: Carried {
    static var blank: MediaAggregates { MediaAggregates() }

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&readings)
        try archive.carry(&bitrate)
        try archive.carry(&frameRate)
        try archive.carry(&loss)
        try archive.carry(&roundTripTime)
        try archive.carry(&jitter)
        try archive.carry(&retransmittedBits)
        try archive.carry(&retransmissionSeconds)
        try archive.carry(&qualityLimitation)
        try archive.carry(&resolution)
        try archive.carry(&freezes)
        try archive.carry(&concealedSamples)
        try archive.carry(&samplesReceived)
    }
}

extension FreezeTally: Carried {
    static var blank: FreezeTally { FreezeTally() }

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&measured)
        try archive.carry(&freezeCount)
        try archive.carry(&freezeSeconds)
        try archive.carry(&pauseSeconds)
    }
}

extension QualityLimitation: Carried {
    static var blank: QualityLimitation { QualityLimitation() }

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&bandwidth)
        try archive.carry(&cpu)
        try archive.carry(&other)
    }
}
