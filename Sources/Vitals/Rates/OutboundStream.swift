/// One stream that the participant sends: the counters of its last accepted entry, and its loss so far.
struct OutboundStream: Sendable {
    private(set) var name: StreamName
    /// Place of the stream's track in its participant.
    var track: Int
    var hasMid: Bool
    private var clock: StreamClock
    private var last: SentCounters
    /// The transport's `bytesSent` when `last` was read.
    @Figure private var transportBytes: Double?
    private var feedback = UplinkFeedback()
    /// The local counters in the newest report, whether they closed an interval or not.
    private var sent: UplinkFeedback.Sent
    var seenInReport: UInt64 = 0

    init(first entry: OutboundRTP, transportBytes: Double?, track: Int) {
        name = StreamName(entry.header)
        self.track = track
        hasMid = entry.header.mid != nil
        clock = StreamClock(baseLine: entry.header.timestamp)
        last = SentCounters(entry)
        sent = UplinkFeedback.Sent(entry)
        self.transportBytes = transportBytes
    }

    var lastTimestamp: Double { clock.baseLine }

    /// Closes an interval with the next entry of the stream.
    ///
    /// - Parameters:
    ///   - transportBytes: `bytesSent` of the stream's transport in the same report, where there is one.
    ///   - track: the stream's, which takes in the interval. Where it is switched off by signalling there is a base line,
    ///     and no reading.
    mutating func advance(
        to entry: UnsafePointer<OutboundRTP>, transportBytes: Double?, _ track: inout Track
    ) -> StreamOutcome {
        sent = UplinkFeedback.Sent(entry)
        guard name.hasId(of: entry.pointee.header) else { return beginAnew(entry, transportBytes: transportBytes) }
        let counters = SentCounters(entry)
        switch clock.step(to: entry.pointee.header.timestamp, hasProgressed: counters.bytes > last.bytes) {
        case .stale: return .stale
        case .held: return .held
        case .absurd: return .refused(.absurdTime)
        case .rebased:
            restart(at: entry, transportBytes: transportBytes)
            feedback = UplinkFeedback()
            return .silent
        case .interval(let milliseconds, let isGap):
            if last.haveFallen(to: counters) {
                restart(at: entry, transportBytes: transportBytes)
                return .reset
            }
            let isSilent = track.isMuted || entry.pointee.active == false
            if !isSilent {
                var interval = StreamInterval(from: last, to: counters, entry, milliseconds: milliseconds)
                if interval.bits > 0, let before = self.transportBytes, transportBytes == before { interval.stall() }
                track.add(interval)
            }
            last = counters
            self.transportBytes = transportBytes
            return isSilent ? .silent : .interval(isGap: isGap)
        }
    }

    /// Takes in what the far end reported of this stream; `nil` where that is no news.
    @inline(__always)
    mutating func hear(_ remote: UnsafePointer<RemoteInboundRTP>) -> Result<UplinkFeedback.News?, EntryRefusal> {
        guard abs(sent.timestamp - remote.pointee.header.timestamp) <= StreamClock.longestInterval else {
            return .failure(.absurdTime)
        }
        return .success(feedback.hear(remote, sent: sent))
    }

    /// Another id under the same ssrc is a stream of a new peer connection, not the old one going on.
    private mutating func beginAnew(_ entry: UnsafePointer<OutboundRTP>, transportBytes: Double?) -> StreamOutcome {
        guard entry.pointee.header.timestamp > clock.baseLine else { return .stale }
        clock = StreamClock(baseLine: entry.pointee.header.timestamp)
        restart(at: entry, transportBytes: transportBytes)
        return .baseLine
    }

    private mutating func restart(at entry: UnsafePointer<OutboundRTP>, transportBytes: Double?) {
        name = StreamName(entry.pointee.header)
        last = SentCounters(entry)
        self.transportBytes = transportBytes
        feedback.restart()
    }
}

extension StreamInterval {
    @inline(__always)
    fileprivate init(
        from last: SentCounters, to now: SentCounters, _ entry: UnsafePointer<OutboundRTP>, milliseconds: Double
    ) {
        self.init(end: entry.pointee.header.timestamp, seconds: milliseconds / 1000)
        bits = (now.bytes - last.bytes) * 8
        if entry.pointee.header.kind != .audio {
            let counted = now.frames - last.frames
            frames =
                counted.isNaN
                ? Double(orNaN: entry.pointee.framesPerSecond) * seconds
                : counted / Double(entry.pointee.scalabilityMode?.spatialLayers ?? 1)
        }
        retransmittedBits = (now.retransmittedBytes - last.retransmittedBytes) * 8
        size = ResolutionTally.Size(entry.pointee.frameWidth, entry.pointee.frameHeight)
        qualityLimitation = QualityLimitation(from: last.qualityLimitation, to: now.qualityLimitation)
    }

    fileprivate mutating func stall() {
        isStalled = true
        bits = 0
        if !frames.isNaN { frames = 0 }
        if !retransmittedBits.isNaN { retransmittedBits = 0 }
    }
}

extension QualityLimitation {
    /// The seconds added between two entries, none negative; `nil` where either lacks them.
    fileprivate init?(from before: QualityLimitation?, to after: QualityLimitation?) {
        guard let before, let after else { return nil }
        self.init(
            bandwidth: max(0, after.bandwidth - before.bandwidth), cpu: max(0, after.cpu - before.cpu),
            other: max(0, after.other - before.other))
    }
}

extension OutboundStream: Carried {
    static var blank: OutboundStream { OutboundStream(first: .blank, transportBytes: nil, track: 0) }

    /// The counters are carried as the entry that they are of.
    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&track, upTo: .max)
        try archive.carry(&hasMid)
        try archive.carry(&clock)
        var entry = OutboundRTP(header: name.header(at: clock.baseLine))
        last.write(to: &entry)
        try archive.carry(&entry)
        name = StreamName(entry.header)
        last = SentCounters(entry)
        try archive.carry(&transportBytes)
        try archive.carry(&feedback)
        try archive.carry(&sent)
        try archive.carry(&seenInReport)
    }
}
