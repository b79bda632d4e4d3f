/// One track as its participant's reports show it: the sums of all streams that carried it.
struct Track: Sendable {
    private(set) var kind: MediaKind
    private(set) var direction: Direction
    /// The transceiver's `mid`, or what stands in for it where it is missing.
    private(set) var mid: String
    /// `trackIdentifier` of a received track: the sender's track sid in a LiveKit room.
    var identifier: String
    var aggregates = MediaAggregates()
    /// The newest reading, for those who ask what is going on now.
    private(set) var latest: TrackReading?
    /// ms of the newest RTCP report.
    @Figure private(set) var latestRoundTripTime: Double?
    /// Switched off by signalling: no reading, for a camera that is off is not a bad connection.
    var isMuted = false
    var liveStreams = 0
    /// `latest` is of the report at hand, which may have more of the track's layers.
    private(set) var isOpen = false
    private var isStalled = false

    init(kind: MediaKind, direction: Direction, mid: String, identifier: String = "") {
        self.kind = kind
        self.direction = direction
        self.mid = mid
        self.identifier = identifier
    }

    /// Adds a layer's interval.
    @inline(__always)
    mutating func add(_ interval: StreamInterval) {
        if interval.isStalled { isStalled = true }
        if isOpen {
            latest?.add(interval)
        } else {
            latest = TrackReading(interval)
            isOpen = true
        }
    }

    /// Folds the report's layers as one reading.
    mutating func close(counts: inout SampleCounts) -> TrackReading? {
        guard isOpen, let reading = latest else { return nil }
        if isStalled { counts.stalled += 1 }
        isOpen = false
        isStalled = false
        aggregates.fold(reading)
        return reading
    }

    mutating func hear(_ news: UplinkFeedback.News) {
        if news.hasLoss { aggregates.addLoss(news.lost, expected: news.expected, isEvent: news.isLossEvent) }
        if let jitter = news.jitter { aggregates.jitter.add(jitter) }
        if let roundTripTime = news.roundTripTime {
            aggregates.roundTripTime.add(roundTripTime)
            latestRoundTripTime = roundTripTime
        }
    }

    mutating func add(_ extras: InboundStream.Extras) {
        if let lost = extras.lost {
            aggregates.addLoss(lost, expected: extras.expected, isEvent: extras.isLossEvent)
        }
        if let jitter = extras.jitter { aggregates.jitter.add(jitter) }
        aggregates.freezes.merge(extras.freezes)
        aggregates.concealedSamples += extras.concealedSamples
        aggregates.samplesReceived += extras.samplesReceived
    }
}

extension MediaAggregates {
    /// Adds an interval's loss, which may be negative when late packets were found again; a stream's own sum never is.
    mutating func addLoss(_ lost: Double, expected: Double, isEvent: Bool) {
        loss.lost += lost
        loss.expected += expected
        loss.intervals += 1
        if isEvent { loss.events += 1 }
    }
}

extension Track: Carried {
    static var blank: Track { Track(kind: .audio, direction: .uplink, mid: "") }

    /// Between two reports nothing is open.
    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&kind)
        try archive.carry(&direction)
        try archive.carry(&mid)
        try archive.carry(&identifier)
        try archive.carry(&aggregates)
        try archive.carry(&latest)
        try archive.carry(&latestRoundTripTime)
        try archive.carry(&isMuted)
    }
}
