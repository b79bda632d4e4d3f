/// One stream that the participant sends: the counters of its last accepted entry, and its loss so far.
struct OutboundStream: Sendable {
    private(set) var key: StreamKey
    /// Place of the stream's track in its participant.
    var track: Int
    var hasMid: Bool
    private var clock: StreamClock
    private var last: OutboundRTP
    /// The transport's `bytesSent` when `last` was read.
    private var transportBytes: Double?
    private var feedback = UplinkFeedback()
    /// The local counters in the newest report, whether they closed an interval or not.
    private var sent: UplinkFeedback.Sent
    var seenInReport: UInt64 = 0

    init(first entry: OutboundRTP, transportBytes: Double?, track: Int) {
        key = StreamKey(entry.header)
        self.track = track
        hasMid = entry.header.mid != nil
        clock = StreamClock(baseLine: entry.header.timestamp)
        last = entry
        self.transportBytes = transportBytes
        sent = UplinkFeedback.Sent(entry)
    }

    var lastTimestamp: Double { clock.baseLine }

    /// Closes an interval with the next entry of the stream.
    ///
    /// - Parameters:
    ///   - transportBytes: `bytesSent` of the stream's transport in the same report, where there is one.
    ///   - isMuted: the track is switched off by signalling: a base line, no reading.
    mutating func advance(to entry: OutboundRTP, transportBytes: Double?, isMuted: Bool) -> StreamOutcome {
        sent = UplinkFeedback.Sent(entry)
        guard entry.header.id == last.header.id else { return beginAnew(entry, transportBytes: transportBytes) }
        let hasProgressed = (rise(last.bytesSent, entry.bytesSent) ?? 0) > 0
        switch clock.step(to: entry.header.timestamp, hasProgressed: hasProgressed) {
        case .stale: return .stale
        case .held: return .held
        case .absurd: return .refused(.absurdTime)
        case .rebased:
            restart(at: entry, transportBytes: transportBytes)
            feedback = UplinkFeedback()
            return .silent
        case .interval(let milliseconds, let isGap):
            if hasFallen(to: entry) {
                restart(at: entry, transportBytes: transportBytes)
                return .reset
            }
            defer {
                last = entry
                self.transportBytes = transportBytes
            }
            if isMuted || entry.active == false { return .silent }
            var interval = interval(to: entry, milliseconds: milliseconds)
            let isStalled = (interval.bits ?? 0) > 0 && rise(self.transportBytes, transportBytes) == 0
            if isStalled {
                interval.bits = 0
                interval.frames = interval.frames.map { _ in 0 }
                interval.retransmittedBits = interval.retransmittedBits.map { _ in 0 }
            }
            return .interval(interval, isGap: isGap, isStalled: isStalled)
        }
    }

    /// Takes in what the far end reported of this stream; `nil` where that is no news.
    mutating func hear(_ remote: RemoteInboundRTP) -> Result<UplinkFeedback.News?, EntryRefusal> {
        guard abs(sent.timestamp - remote.header.timestamp) <= StreamClock.longestInterval else {
            return .failure(.absurdTime)
        }
        return .success(feedback.hear(remote, sent: sent))
    }

    /// Another id under the same ssrc is a stream of a new peer connection, not the old one going on.
    private mutating func beginAnew(_ entry: OutboundRTP, transportBytes: Double?) -> StreamOutcome {
        guard entry.header.timestamp > clock.baseLine else { return .stale }
        clock = StreamClock(baseLine: entry.header.timestamp)
        restart(at: entry, transportBytes: transportBytes)
        return .baseLine
    }

    private mutating func restart(at entry: OutboundRTP, transportBytes: Double?) {
        last = entry
        self.transportBytes = transportBytes
        feedback.restart()
    }

    private func hasFallen(to entry: OutboundRTP) -> Bool {
        fell(last.bytesSent, entry.bytesSent) || fell(last.packetsSent, entry.packetsSent)
            || fell(last.framesSent, entry.framesSent)
            || fell(last.retransmittedBytesSent, entry.retransmittedBytesSent)
            || fell(last.retransmittedPacketsSent, entry.retransmittedPacketsSent)
    }

    private func interval(to entry: OutboundRTP, milliseconds: Double) -> StreamInterval {
        let seconds = milliseconds / 1000
        var frames: Double?
        if entry.header.kind != .audio {
            if let counted = rise(last.framesSent, entry.framesSent) {
                frames = counted / Double(entry.scalabilityMode?.spatialLayers ?? 1)
            } else {
                frames = entry.framesPerSecond.map { $0 * seconds }
            }
        }
        return StreamInterval(
            end: entry.header.timestamp, seconds: seconds,
            bits: rise(last.bytesSent, entry.bytesSent).map { $0 * 8 },
            frames: frames,
            retransmittedBits: rise(last.retransmittedBytesSent, entry.retransmittedBytesSent).map { $0 * 8 },
            size: ResolutionTally.Size(entry.frameWidth, entry.frameHeight),
            qualityLimitation: QualityLimitation(from: last.qualityLimitation, to: entry.qualityLimitation))
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

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&track, upTo: .max)
        try archive.carry(&hasMid)
        try archive.carry(&clock)
        try archive.carry(&last)
        try archive.carry(&transportBytes)
        try archive.carry(&feedback)
        try archive.carry(&sent)
        try archive.carry(&seenInReport)
        key = StreamKey(last.header)
    }
}
