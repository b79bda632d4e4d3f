/// One stream that the participant receives: the counters of its last accepted entry, and its loss so far.
struct InboundStream: Sendable {
    /// What an interval of a received stream says beyond rates.
    struct Extras: Sendable, Equatable {
        /// The change of the run's loss; may be negative. `nil` where an entry lacked a counter.
        var lost: Double?
        var expected: Double = 0
        var isLossEvent = false
        /// ms.
        var jitter: Double?
        var freezes: FreezeTally
        var concealedSamples: Double = 0
        var samplesReceived: Double = 0
    }

    private(set) var key: StreamKey
    /// Place of the stream's track in its participant.
    var track: Int
    var hasMid: Bool
    private var clock: StreamClock
    private var last: InboundRTP
    private var runBase: Double?
    /// max(0, last − base) of this run, already added to the track.
    private var runLoss: Double = 0
    var seenInReport: UInt64 = 0

    init(first entry: InboundRTP, track: Int) {
        key = StreamKey(entry.header)
        self.track = track
        hasMid = entry.header.mid != nil
        clock = StreamClock(baseLine: entry.header.timestamp)
        last = entry
        runBase = entry.packetsLost
    }

    var lastTimestamp: Double { clock.baseLine }

    /// Closes an interval with the next entry of the stream.
    ///
    /// Loss, freezes and concealment count even while the far end is muted; rates do not.
    mutating func advance(to entry: InboundRTP, isMuted: Bool) -> (StreamOutcome, Extras?) {
        guard entry.header.id == last.header.id else { return (beginAnew(entry), nil) }
        let hasProgressed = (rise(last.bytesReceived, entry.bytesReceived) ?? 0) > 0
        switch clock.step(to: entry.header.timestamp, hasProgressed: hasProgressed) {
        case .stale: return (.stale, nil)
        case .held: return (.held, nil)
        case .absurd: return (.refused(.absurdTime), nil)
        case .rebased:
            restart(at: entry)
            return (.silent, nil)
        case .interval(let milliseconds, let isGap):
            if hasFallen(to: entry) {
                restart(at: entry)
                return (.reset, nil)
            }
            defer { last = entry }
            let extras = extras(to: entry)
            if isMuted { return (.silent, extras) }
            return (.interval(interval(to: entry, milliseconds: milliseconds), isGap: isGap, isStalled: false), extras)
        }
    }

    /// Another id under the same ssrc is a stream of a new peer connection, not the old one going on.
    private mutating func beginAnew(_ entry: InboundRTP) -> StreamOutcome {
        guard entry.header.timestamp > clock.baseLine else { return .stale }
        clock = StreamClock(baseLine: entry.header.timestamp)
        restart(at: entry)
        return .baseLine
    }

    private mutating func restart(at entry: InboundRTP) {
        last = entry
        runBase = entry.packetsLost
        runLoss = 0
    }

    private func hasFallen(to entry: InboundRTP) -> Bool {
        fell(last.bytesReceived, entry.bytesReceived) || fell(last.packetsReceived, entry.packetsReceived)
            || fell(last.framesDecoded, entry.framesDecoded)
            || fell(last.retransmittedPacketsReceived, entry.retransmittedPacketsReceived)
            || fell(last.totalSamplesReceived, entry.totalSamplesReceived)
    }

    private mutating func extras(to entry: InboundRTP) -> Extras {
        var extras = Extras(freezes: FreezeTally(from: last, to: entry))
        extras.jitter = entry.jitter.map { $0 * 1000 }
        if let received = rise(last.packetsReceived, entry.packetsReceived), let lost = entry.packetsLost {
            let resent = rise(last.retransmittedPacketsReceived, entry.retransmittedPacketsReceived) ?? 0
            let base = runBase ?? lost
            runBase = base
            let now = max(0, lost - base)
            extras.lost = now - runLoss
            extras.expected = max(0, received - resent) + (now - runLoss)
            extras.isLossEvent = lost > last.packetsLost ?? lost
            runLoss = now
        }
        if entry.header.kind == .audio, let concealed = rise(last.concealedSamples, entry.concealedSamples),
            let samples = rise(last.totalSamplesReceived, entry.totalSamplesReceived)
        {
            extras.concealedSamples = max(0, concealed)
            extras.samplesReceived = max(0, samples)
        }
        return extras
    }

    private func interval(to entry: InboundRTP, milliseconds: Double) -> StreamInterval {
        let seconds = milliseconds / 1000
        var frames: Double?
        if entry.header.kind != .audio {
            frames = rise(last.framesDecoded, entry.framesDecoded) ?? entry.framesPerSecond.map { $0 * seconds }
        }
        return StreamInterval(
            end: entry.header.timestamp, seconds: seconds,
            bits: rise(last.bytesReceived, entry.bytesReceived).map { $0 * 8 },
            frames: frames,
            retransmittedBits: rise(last.retransmittedBytesReceived, entry.retransmittedBytesReceived)
                .map { max(0, $0) * 8 },
            size: ResolutionTally.Size(entry.frameWidth, entry.frameHeight))
    }
}

extension FreezeTally {
    /// The lump that an interval adds: the counters move only when frames resume, so it may exceed the interval.
    fileprivate init(from before: InboundRTP, to after: InboundRTP) {
        let count = rise(before.freezeCount, after.freezeCount)
        measured = count != nil
        freezeCount = max(0, count ?? 0)
        freezeSeconds = max(0, rise(before.totalFreezesDuration, after.totalFreezesDuration) ?? 0)
        pauseSeconds = max(0, rise(before.totalPausesDuration, after.totalPausesDuration) ?? 0)
    }
}

extension InboundStream: Carried {
    static var blank: InboundStream { InboundStream(first: .blank, track: 0) }

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&track, upTo: .max)
        try archive.carry(&hasMid)
        try archive.carry(&clock)
        try archive.carry(&last)
        try archive.carry(&runBase)
        try archive.carry(&runLoss)
        try archive.carry(&seenInReport)
        key = StreamKey(last.header)
    }
}
