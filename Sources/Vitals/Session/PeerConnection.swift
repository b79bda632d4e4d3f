/// The streams and tracks of one peer connection, and how a report changes them.
struct PeerConnection: Sendable {
    /// Transports of one report that are told apart; a bundled connection has one.
    static let transportLimit = 16

    private(set) var label: String
    private(set) var tracks = TrackTable()
    private(set) var sequence = SequenceWindow()
    private var outbound = StreamTable<OutboundStream>()
    private var inbound = StreamTable<InboundStream>()
    private(set) var pace = ReportPace()
    private var reportNumber: UInt64 = 0
    /// Time of the last accepted entry, ms: what a stream seen for the first time is held to. 0 before the first.
    private var lastTimestamp: Double = 0
    /// The last time of a new stream that was refused for it; 0 for none.
    private var outlier: Double = 0
    /// Tracks with a reading pending in the report at hand, by place.
    private var touched: [Int] = []
    /// The transports of the report at hand.
    private var transports: [TransportStats] = []
    /// What the report at hand adds to the time line.
    private var moment = TimelineBucket()

    init(label: String) {
        self.label = label
    }

    var streamCount: Int { outbound.streams.count + inbound.streams.count }

    /// `false` for a report that has come before.
    mutating func isNew(_ report: StatsReport) -> Bool {
        guard let number = report.sequence else { return true }
        return sequence.take(number, timestamp: report.timestamp) == .new
    }

    /// Folds all entries of a report.
    ///
    /// - Parameters:
    ///   - now: ms on the session's clock.
    ///   - isMuted: says of a track seen for the first time whether signalling has it switched off.
    /// - Returns: what the report adds to the time line.
    mutating func fold(
        _ report: StatsReport, limits: SessionLimits, counts: inout SampleCounts, coverage: inout CoverageClock,
        at now: Double, isMuted: (Track) -> Bool
    ) -> TimelineBucket {
        pace.hear(at: now)
        begin(report)
        var newest: Double = 0
        let entries = report.entries.span
        for place in entries.indices {
            let outcome: StreamOutcome
            let timestamp: Double
            switch entries[place] {
            case .outboundRTP(let entry):
                outcome = fold(entry, limits: limits, isMuted: isMuted)
                timestamp = entry.header.timestamp
            case .inboundRTP(let entry):
                outcome = fold(entry, limits: limits, isMuted: isMuted)
                timestamp = entry.header.timestamp
            case .malformed(let reason):
                counts.refuse(reason)
                continue
            case .remoteInboundRTP, .transport, .other: continue
            }
            counts.note(outcome)
            if outcome.isAccepted {
                coverage.see(timestamp)
                lastTimestamp = timestamp
            }
            // A full table must age even while it turns newcomers away.
            if outcome.isAccepted || outcome == .refused(.tooMany) { newest = max(newest, timestamp) }
        }
        foldFeedback(report, counts: &counts)
        for place in touched {
            if let reading = tracks[place].close(counts: &counts) {
                coverage.cover(until: reading.end, seconds: reading.seconds)
                if tracks[place].kind == .video, tracks[place].direction == .uplink { moment.add(reading) }
            }
        }
        touched.removeAll(keepingCapacity: true)
        let silent = newest - limits.streamSilence
        for track in outbound.releaseSilent(before: silent, reportNumber: reportNumber)
            + inbound.releaseSilent(before: silent, reportNumber: reportNumber)
        {
            tracks[track].liveStreams -= 1
        }
        return moment
    }

    /// Applies a change of signalling to all tracks.
    mutating func applyMuting(_ isMuted: (Track) -> Bool) {
        for place in tracks.indices { tracks[place].isMuted = isMuted(tracks[place]) }
    }

    /// The stream's transport in the report at hand; where the entry does not say which, the only one.
    private func transport(of entry: OutboundRTP) -> TransportStats? {
        guard let id = entry.header.transportId else { return transports.count == 1 ? transports[0] : nil }
        return transports.first { $0.id == id }
    }

    /// The participant came anew, perhaps with another clock: no time is too early for a new stream.
    mutating func forgetTime() {
        lastTimestamp = 0
        outlier = 0
    }

    private mutating func begin(_ report: StatsReport) {
        reportNumber += 1
        moment = TimelineBucket()
        outbound.beginReport()
        inbound.beginReport()
        transports.removeAll(keepingCapacity: true)
        let entries = report.entries.span
        for place in entries.indices where entries[place].isTransport && transports.count < Self.transportLimit {
            guard case .transport(let transport) = entries[place] else { continue }
            if CounterLimits.believes(counter: transport.bytesSent) { transports.append(transport) }
        }
    }

    private mutating func fold(
        _ entry: OutboundRTP, limits: SessionLimits, isMuted: (Track) -> Bool
    ) -> StreamOutcome {
        guard entry.isBelievable else { return .refused(.absurdValue) }
        guard let kind = entry.header.kind else { return .refused(.missingField) }
        let transport = transport(of: entry)
        guard let place = outbound.find(StreamKey(entry.header)) else {
            if let fault = fault(ofNewStreamAt: entry.header.timestamp, limits: limits) { return fault }
            let candidate = Track(
                kind: kind, direction: .uplink, mid: entry.header.mid ?? entry.mediaSourceId ?? "")
            guard let track = tracks.place(of: candidate, limit: limits.tracks, isMuted: isMuted) else {
                return .refused(.tooMany)
            }
            var stream = OutboundStream(first: entry, transportBytes: transport?.bytesSent, track: track)
            stream.seenInReport = reportNumber
            take(outbound.insert(stream, limit: limits.streams), insteadOf: track)
            return .baseLine
        }
        outbound[place].seenInReport = reportNumber
        if !outbound[place].hasMid, let mid = entry.header.mid,
            let track = tracks.place(
                of: Track(kind: kind, direction: .uplink, mid: mid), limit: limits.tracks, isMuted: isMuted)
        {
            take(outbound[place].track, insteadOf: track)
            outbound[place].track = track
            outbound[place].hasMid = true
        }
        let track = outbound[place].track
        let outcome = outbound[place].advance(
            to: entry, transportBytes: transport?.bytesSent, isMuted: tracks[track].isMuted)
        if case .interval(let interval, _, let isStalled) = outcome,
            tracks[track].add(interval, isStalled: isStalled)
        {
            touched.append(track)
        }
        return outcome
    }

    private mutating func fold(
        _ entry: InboundRTP, limits: SessionLimits, isMuted: (Track) -> Bool
    ) -> StreamOutcome {
        guard entry.isBelievable else { return .refused(.absurdValue) }
        guard let kind = entry.header.kind else { return .refused(.missingField) }
        guard let place = inbound.find(StreamKey(entry.header)) else {
            if let fault = fault(ofNewStreamAt: entry.header.timestamp, limits: limits) { return fault }
            let candidate = Track(
                kind: kind, direction: .downlink, mid: entry.header.mid ?? entry.trackIdentifier ?? entry.header.id,
                identifier: entry.trackIdentifier ?? "")
            guard let track = tracks.place(of: candidate, limit: limits.tracks, isMuted: isMuted) else {
                return .refused(.tooMany)
            }
            var stream = InboundStream(first: entry, track: track)
            stream.seenInReport = reportNumber
            take(inbound.insert(stream, limit: limits.streams), insteadOf: track)
            return .baseLine
        }
        inbound[place].seenInReport = reportNumber
        let track = inbound[place].track
        let (outcome, extras) = inbound[place].advance(to: entry, isMuted: tracks[track].isMuted)
        if let extras {
            tracks[track].add(extras)
            moment.add(extras)
        }
        if case .interval(let interval, _, let isStalled) = outcome,
            tracks[track].add(interval, isStalled: isStalled)
        {
            touched.append(track)
        }
        return outcome
    }

    /// Matches each `remote-inbound-rtp` to the `outbound-rtp` of the same report by ssrc: Safari gives it no kind.
    private mutating func foldFeedback(_ report: StatsReport, counts: inout SampleCounts) {
        outbound.beginReport()
        let entries = report.entries.span
        for place in entries.indices where entries[place].isFeedback {
            guard case .remoteInboundRTP(let remote) = entries[place] else { continue }
            guard remote.isBelievable else {
                counts.refuse(.absurdValue)
                continue
            }
            guard let ssrc = remote.header.ssrc, let place = outbound.find(.ssrc(ssrc)),
                outbound[place].seenInReport == reportNumber
            else { continue }
            switch outbound[place].hear(remote) {
            case .success(let news?):
                counts.accepted += 1
                tracks[outbound[place].track].hear(news)
                moment.add(news)
            case .success(nil): break
            case .failure(let reason): counts.refuse(reason)
            }
        }
    }

    /// What speaks against the first entry of a new stream, by this connection's time; `nil` where nothing does.
    private mutating func fault(ofNewStreamAt timestamp: Double, limits: SessionLimits) -> StreamOutcome? {
        guard lastTimestamp != 0 else { return nil }
        // A late entry of a stream that was let go: it would count a second time.
        if timestamp < lastTimestamp - limits.streamSilence { return .stale }
        guard timestamp - lastTimestamp > StreamClock.longestInterval else { return nil }
        // As in `StreamClock`, one is refused, and a second one that agrees with it believed.
        defer { outlier = timestamp }
        let isBelieved = outlier != 0 && timestamp > outlier && timestamp - outlier <= StreamClock.longestInterval
        return isBelieved ? nil : .refused(.absurdTime)
    }

    /// A live stream came to the track `new`; another one left the track `old`.
    private mutating func take(_ old: Int?, insteadOf new: Int) {
        if let old { tracks[old].liveStreams -= 1 }
        tracks[new].liveStreams += 1
    }
}

extension PeerConnection {
    static var blank: PeerConnection { PeerConnection(label: "") }

    mutating func carry(through archive: inout StateArchive, limits: SessionLimits) throws(StateFault) {
        try archive.carry(&label)
        try tracks.carry(through: &archive, limit: limits.tracks)
        try archive.carry(&sequence)
        try outbound.carry(through: &archive, limit: limits.streams, tracks: tracks.indices.count)
        try inbound.carry(through: &archive, limit: limits.streams, tracks: tracks.indices.count)
        try archive.carry(&pace)
        try archive.carry(&reportNumber)
        try archive.carry(&lastTimestamp)
        try archive.carry(&outlier)
        for place in tracks.indices { tracks[place].liveStreams = 0 }
        for stream in outbound.streams { tracks[stream.track].liveStreams += 1 }
        for stream in inbound.streams { tracks[stream.track].liveStreams += 1 }
    }
}
