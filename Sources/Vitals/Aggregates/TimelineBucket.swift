/// The sums of one stretch of a time line.
///
/// Single precision: a bucket is drawn, not added up.
public struct TimelineBucket: Sendable, Equatable {
    /// Kilobits that the readings of sent video stand for, and their seconds.
    var kilobits: Float = 0
    var bitrateSeconds: Float = 0
    var frames: Float = 0
    var frameSeconds: Float = 0
    /// Packets that the participant sent, and how many of them were lost.
    var lost: Float = 0
    var expected: Float = 0
    /// Σ ms · weight, and Σ weight, of the round trips that RTCP measured.
    var roundTrips: Float = 0
    var roundTripWeight: Float = 0
    /// Packets that the participant should have received, and how many of them were lost.
    var downlinkLost: Float = 0
    var downlinkExpected: Float = 0
    /// Seconds for which received video stood still.
    var frozenSeconds: Float = 0

    init() {}

    var isEmpty: Bool { self == TimelineBucket() }

    /// kbps of sent video, by time; `nil` where nothing was measured.
    public var kbps: Double? { ratio(kilobits, bitrateSeconds) }
    public var framesPerSecond: Double? { ratio(frames, frameSeconds) }
    /// 0…100, of what was sent.
    public var lossPercentage: Double? { ratio(100 * lost, expected).map { min(100, max(0, $0)) } }
    /// ms.
    public var roundTripTime: Double? { ratio(roundTrips, roundTripWeight) }
    /// 0…100, of what was received.
    public var downlinkLossPercentage: Double? {
        ratio(100 * downlinkLost, downlinkExpected).map { min(100, max(0, $0)) }
    }
    /// Seconds for which received video stood still.
    public var freezeSeconds: Double { Double(frozenSeconds) }

    private func ratio(_ sum: Float, _ weight: Float) -> Double? { weight > 0 ? Double(sum / weight) : nil }

    mutating func add(_ other: TimelineBucket, share: Float = 1) {
        kilobits += other.kilobits * share
        bitrateSeconds += other.bitrateSeconds * share
        frames += other.frames * share
        frameSeconds += other.frameSeconds * share
        lost += other.lost * share
        expected += other.expected * share
        roundTrips += other.roundTrips * share
        roundTripWeight += other.roundTripWeight * share
        downlinkLost += other.downlinkLost * share
        downlinkExpected += other.downlinkExpected * share
        frozenSeconds += other.frozenSeconds * share
    }
}

extension TimelineBucket {
    /// Adds a closed reading of a track.
    mutating func add(_ reading: TrackReading) {
        let seconds = Float(reading.seconds)
        if let kbps = reading.kbps {
            kilobits += Float(kbps) * seconds
            bitrateSeconds += seconds
        }
        if let rate = reading.framesPerSecond {
            frames += Float(rate) * seconds
            frameSeconds += seconds
        }
    }

    /// Adds what RTCP told of a sent stream.
    mutating func add(_ news: UplinkFeedback.News) {
        if news.hasLoss {
            lost += Float(news.lost)
            expected += Float(news.expected)
        }
        if let roundTripTime = news.roundTripTime {
            roundTrips += Float(roundTripTime)
            roundTripWeight += 1
        }
    }

    /// Adds what an interval of a received stream told beyond rates.
    mutating func add(_ extras: InboundStream.Extras) {
        if let lost = extras.lost {
            downlinkLost += Float(lost)
            downlinkExpected += Float(extras.expected)
        }
        frozenSeconds += Float(extras.freezes.freezeSeconds)
    }
}

extension TimelineBucket: Carried {
    static var blank: TimelineBucket { TimelineBucket() }

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&kilobits)
        try archive.carry(&bitrateSeconds)
        try archive.carry(&frames)
        try archive.carry(&frameSeconds)
        try archive.carry(&lost)
        try archive.carry(&expected)
        try archive.carry(&roundTrips)
        try archive.carry(&roundTripWeight)
        try archive.carry(&downlinkLost)
        try archive.carry(&downlinkExpected)
        try archive.carry(&frozenSeconds)
    }
}
