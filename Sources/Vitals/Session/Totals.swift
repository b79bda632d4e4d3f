/// What a subject came to: a participant, or a room. Totals of parts merge into the totals of the whole.
public struct Totals: Sendable, Equatable {
    public internal(set) var uplinkVideo = MediaAggregates()
    public internal(set) var uplinkAudio = MediaAggregates()
    public internal(set) var downlinkVideo = MediaAggregates()
    public internal(set) var downlinkAudio = MediaAggregates()
    public internal(set) var samples = SampleCounts()
    public internal(set) var quality = QualityTally()
    /// Seconds that readings speak for.
    public internal(set) var coveredSeconds: Double = 0
    /// Seconds that they should speak for.
    public internal(set) var presentSeconds: Double = 0

    public init() {}

    public mutating func merge(_ other: Totals) {
        uplinkVideo.merge(other.uplinkVideo)
        uplinkAudio.merge(other.uplinkAudio)
        downlinkVideo.merge(other.downlinkVideo)
        downlinkAudio.merge(other.downlinkAudio)
        samples.merge(other.samples)
        quality.merge(other.quality)
        coveredSeconds += other.coveredSeconds
        presentSeconds += other.presentSeconds
    }

    /// What goes on with the clock.
    public var attendance: Attendance {
        get { Attendance(quality: quality, presentSeconds: presentSeconds) }
        set {
            quality = newValue.quality
            presentSeconds = newValue.presentSeconds
        }
    }
}

extension Totals: Carried {
    static var blank: Totals { Totals() }

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&uplinkVideo)
        try archive.carry(&uplinkAudio)
        try archive.carry(&downlinkVideo)
        try archive.carry(&downlinkAudio)
        try archive.carry(&samples)
        try archive.carry(&quality)
        try archive.carry(&coveredSeconds)
        try archive.carry(&presentSeconds)
    }
}
