/// One stream that the participant receives: the counters of its last accepted entry, and its loss so far.
struct InboundStream: Sendable {
    /// What an interval of a received stream says beyond rates.
    struct Extras: Sendable, Equatable {
        /// The change of the run's loss; may be negative. `nil` where an entry lacked a counter.
        @Figure var lost: Double?
        var expected: Double = 0
        var isLossEvent = false
        /// ms.
        @Figure var jitter: Double?
        var freezes: FreezeTally
        var concealedSamples: Double = 0
        var samplesReceived: Double = 0
    }

    private(set) var name: StreamName
    /// Place of the stream's track in its participant.
    var track: Int
    var hasMid: Bool
    private var clock: StreamClock
    private var last: ReceivedCounters
    @Figure private var runBase: Double?
    /// max(0, last − base) of this run, already added to the track.
    private var runLoss: Double = 0
    var seenInReport: UInt64 = 0

    init(first entry: InboundRTP, track: Int) {
        name = StreamName(entry.header)
        self.track = track
        hasMid = entry.header.mid != nil
        clock = StreamClock(baseLine: entry.header.timestamp)
        last = ReceivedCounters(entry)
        runBase = entry.packetsLost
    }

    var lastTimestamp: Double { clock.baseLine }

    /// Closes an interval with the next entry of the stream.
    ///
    /// Loss, freezes and concealment count even while the far end is muted; rates do not.
    ///
    /// - Parameters:
    ///   - track: the stream's, which takes in the interval.
    ///   - moment: takes it in too.
    mutating func advance(
        to entry: UnsafePointer<InboundRTP>, _ track: inout Track, _ moment: inout TimelineBucket
    ) -> StreamOutcome {
        guard name.hasId(of: entry.pointee.header) else { return beginAnew(entry) }
        let counters = ReceivedCounters(entry)
        switch clock.step(to: entry.pointee.header.timestamp, hasProgressed: counters.bytes > last.bytes) {
        case .stale: return .stale
        case .held: return .held
        case .absurd: return .refused(.absurdTime)
        case .rebased:
            restart(at: entry)
            return .silent
        case .interval(let milliseconds, let isGap):
            if last.haveFallen(to: counters) {
                restart(at: entry)
                return .reset
            }
            let extras = extras(to: counters, entry)
            track.add(extras)
            moment.add(extras)
            if !track.isMuted {
                track.add(StreamInterval(from: last, to: counters, entry, milliseconds: milliseconds))
            }
            last = counters
            return track.isMuted ? .silent : .interval(isGap: isGap)
        }
    }

    /// Another id under the same ssrc is a stream of a new peer connection, not the old one going on.
    private mutating func beginAnew(_ entry: UnsafePointer<InboundRTP>) -> StreamOutcome {
        guard entry.pointee.header.timestamp > clock.baseLine else { return .stale }
        clock = StreamClock(baseLine: entry.pointee.header.timestamp)
        restart(at: entry)
        return .baseLine
    }

    private mutating func restart(at entry: UnsafePointer<InboundRTP>) {
        name = StreamName(entry.pointee.header)
        last = ReceivedCounters(entry)
        runBase = entry.pointee.packetsLost
        runLoss = 0
    }

    private mutating func extras(to now: ReceivedCounters, _ entry: UnsafePointer<InboundRTP>) -> Extras {
        var extras = Extras(freezes: FreezeTally(from: last, to: now))
        extras.jitter = entry.pointee.jitter.map { $0 * 1000 }
        let received = now.packets - last.packets
        if !received.isNaN, let lost = now.lost.figure {
            let resent = (now.retransmittedPackets - last.retransmittedPackets).figure ?? 0
            let base = runBase ?? lost
            runBase = base
            let loss = max(0, lost - base)
            extras.lost = loss - runLoss
            extras.expected = max(0, received - resent) + (loss - runLoss)
            extras.isLossEvent = lost > last.lost
            runLoss = loss
        }
        let (concealed, samples) = (now.concealedSamples - last.concealedSamples, now.samples - last.samples)
        if entry.pointee.header.kind == .audio, !concealed.isNaN, !samples.isNaN {
            extras.concealedSamples = max(0, concealed)
            extras.samplesReceived = max(0, samples)
        }
        return extras
    }
}

extension StreamInterval {
    @inline(__always)
    fileprivate init(
        from last: ReceivedCounters, to now: ReceivedCounters, _ entry: UnsafePointer<InboundRTP>, milliseconds: Double
    ) {
        self.init(end: entry.pointee.header.timestamp, seconds: milliseconds / 1000)
        bits = (now.bytes - last.bytes) * 8
        if entry.pointee.header.kind != .audio {
            let counted = now.frames - last.frames
            frames = counted.isNaN ? Double(orNaN: entry.pointee.framesPerSecond) * seconds : counted
        }
        let resent = now.retransmittedBytes - last.retransmittedBytes
        retransmittedBits = (resent < 0 ? 0 : resent) * 8
        size = ResolutionTally.Size(entry.pointee.frameWidth, entry.pointee.frameHeight)
    }
}

extension FreezeTally {
    /// The lump that an interval adds: the counters move only when frames resume, so it may exceed the interval.
    fileprivate init(from before: ReceivedCounters, to after: ReceivedCounters) {
        let count = (after.freezes - before.freezes).figure
        measured = count != nil
        freezeCount = max(0, count ?? 0)
        freezeSeconds = max(0, (after.freezeSeconds - before.freezeSeconds).figure ?? 0)
        pauseSeconds = max(0, (after.pauseSeconds - before.pauseSeconds).figure ?? 0)
    }
}

extension InboundStream: Carried {
    static var blank: InboundStream { InboundStream(first: .blank, track: 0) }

    /// The counters are carried as the entry that they are of.
    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&track, upTo: .max)
        try archive.carry(&hasMid)
        try archive.carry(&clock)
        var entry = InboundRTP(header: name.header(at: clock.baseLine))
        last.write(to: &entry)
        try archive.carry(&entry)
        name = StreamName(entry.header)
        last = ReceivedCounters(entry)
        try archive.carry(&runBase)
        try archive.carry(&runLoss)
        try archive.carry(&seenInReport)
    }
}
