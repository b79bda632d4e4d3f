/// What one interval of one track yields: its layers' intervals in one report, put together.
public struct TrackReading: Sendable, Equatable {
    /// The interval's end on the participant's own clock, ms since 1970.
    public var end: Double
    /// The longest layer's interval: the reading's weight.
    public var seconds: Double
    /// Sum of the layers' rates.
    @Figure public var kbps: Double?
    /// Maximum of the layers' rates.
    @Figure public var framesPerSecond: Double?
    @Figure public var retransmittedBits: Double?
    /// The largest layer's frame size.
    public var size: ResolutionTally.Size?
    public var qualityLimitation: QualityLimitation?

    @inline(__always)
    init(_ interval: StreamInterval) {
        end = interval.end
        seconds = interval.seconds
        size = interval.size
        qualityLimitation = interval.qualityLimitation
        kbps = (interval.bits / interval.seconds / 1000).figure
        framesPerSecond = (interval.frames / interval.seconds).figure
        retransmittedBits = interval.retransmittedBits.figure
    }

    /// Adds another layer of the same track.
    @inline(__always)
    mutating func add(_ interval: StreamInterval) {
        let other = TrackReading(interval)
        end = max(end, other.end)
        seconds = max(seconds, other.seconds)
        kbps = sum(kbps, other.kbps)
        framesPerSecond = largest(framesPerSecond, other.framesPerSecond)
        retransmittedBits = sum(retransmittedBits, other.retransmittedBits)
        if let theirs = other.size {
            if let mine = size, mine.area >= theirs.area { return }
            size = theirs
            // The encoder is held back as a whole; the largest layer says by what.
            qualityLimitation = other.qualityLimitation ?? qualityLimitation
        }
    }
}

private func sum(_ left: Double?, _ right: Double?) -> Double? {
    guard let left else { return right }
    return left + (right ?? 0)
}

private func largest(_ left: Double?, _ right: Double?) -> Double? {
    guard let left else { return right }
    return max(left, right ?? left)
}

extension TrackReading: Carried {
    static var blank: TrackReading { TrackReading(StreamInterval(end: 0, seconds: 1)) }

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&end)
        try archive.carry(&seconds)
        try archive.carry(&kbps)
        try archive.carry(&framesPerSecond)
        try archive.carry(&retransmittedBits)
        try archive.carry(&size)
        try archive.carry(&qualityLimitation)
    }
}
