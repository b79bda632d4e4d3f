/// The streams and tracks of one peer connection, and how a report changes them.
struct PeerConnection: Sendable {
    private(set) var label: String
    /// What is said of the participant's tracks.
    private var signalling: PublishedTracks
    private(set) var tracks = TrackTable()
    private(set) var sequence = SequenceWindow()
    private var outbound = StreamTable<OutboundStream>()
    private var inbound = StreamTable<InboundStream>()
    private(set) var pace = ReportPace()
    private var reportNumber: UInt64 = 0
    /// Newest time of an entry that the last report's full tables turned away or took in, ms. Not carried: tables that are
    /// full age one report later then.
    private var newest: Double = 0
    /// Time of the last accepted entry, ms: what a stream seen for the first time is held to. 0 before the first.
    private var lastTimestamp: Double = 0
    /// The last time of a new stream that was refused for it; 0 for none.
    private var outlier: Double = 0

    init(label: String, signalling: PublishedTracks) {
        self.label = label
        self.signalling = signalling
    }

    var streamCount: Int { outbound.streams.count + inbound.streams.count }

    /// Whether a report has come before, and whether it goes on with the last one.
    mutating func judge(_ report: StatsReport) -> SequenceWindow.Verdict {
        guard let number = report.sequence else { return .new }
        return sequence.take(number, timestamp: report.timestamp)
    }

    /// Folds all entries of a report.
    ///
    /// - Parameters:
    ///   - isContinued: it is a further part of the last report, with other streams.
    ///   - atHand: what the report adds to the time line is in it afterwards.
    ///   - now: ms on the session's clock.
    mutating func fold(
        _ report: StatsReport, isContinued: Bool, _ atHand: inout ReportAtHand, limits: SessionLimits,
        counts: inout SampleCounts, coverage: inout CoverageClock, at now: Double
    ) {
        if !isContinued { begin(at: now, limits: limits) }
        let newest = report.entries.withUnsafeBufferPointer { entries in
            atHand.begin(entries, counts: &counts)
            let newest = foldStreams(entries, &atHand, limits: limits, counts: &counts, coverage: &coverage)
            foldFeedback(entries, &atHand, counts: &counts)
            return newest
        }
        for number in 0..<atHand.openTracks.count {
            tracks.close(atHand.openTracks[number], counts: &counts, coverage: &coverage, moment: &atHand.moment)
        }
        self.newest = max(self.newest, newest)
    }

    /// Begins a report: what the last one lacked, in all its parts, may be let go of.
    private mutating func begin(at now: Double, limits: SessionLimits) {
        releaseSilent(before: max(newest, lastTimestamp) - limits.streamSilence)
        newest = 0
        reportNumber += 1
        pace.hear(at: now)
    }

    /// - Returns: the newest time of an entry, ms.
    private mutating func foldStreams(
        _ entries: UnsafeBufferPointer<StatsEntry>, _ atHand: inout ReportAtHand, limits: SessionLimits,
        counts: inout SampleCounts, coverage: inout CoverageClock
    ) -> Double {
        outbound.beginReport()
        inbound.beginReport()
        var newest: Double = 0
        for number in 0..<atHand.streamCount {
            let outcome: StreamOutcome
            let timestamp: Double
            switch EntryInPlace(entries, atHand.stream(number)) {
            case .outboundRTP(let entry):
                outcome = fold(entry, in: entries, &atHand, limits: limits)
                timestamp = entry.pointee.header.timestamp
            case .inboundRTP(let entry):
                outcome = fold(entry, &atHand, limits: limits)
                timestamp = entry.pointee.header.timestamp
            default: continue
            }
            counts.note(outcome)
            if outcome.isAccepted {
                coverage.see(timestamp)
                lastTimestamp = timestamp
            }
            // A full table must age even while it turns newcomers away.
            if outcome.isAccepted || outcome == .refused(.tooMany) { newest = max(newest, timestamp) }
        }
        return newest
    }

    private mutating func releaseSilent(before limit: Double) {
        for track in outbound.releaseSilent(before: limit, reportNumber: reportNumber) {
            tracks[track].liveStreams -= 1
        }
        for track in inbound.releaseSilent(before: limit, reportNumber: reportNumber) {
            tracks[track].liveStreams -= 1
        }
    }

    /// Applies a change of signalling to all tracks.
    ///
    /// - Returns: whether one of them is switched on or off by it.
    mutating func applyMuting(by signalling: PublishedTracks, mutedSids: Set<String>) -> Bool {
        self.signalling = signalling
        var isChanged = false
        for place in tracks.indices {
            let isMuted = signalling.isMuted(tracks[place], mutedSids: mutedSids)
            guard tracks[place].isMuted != isMuted else { continue }
            tracks[place].isMuted = isMuted
            isChanged = true
        }
        return isChanged
    }

    /// The participant came anew, perhaps with another clock: no time is too early for a new stream.
    mutating func forgetTime() {
        lastTimestamp = 0
        outlier = 0
    }

    @inline(never)
    private mutating func fold(
        _ entry: UnsafePointer<OutboundRTP>, in entries: UnsafeBufferPointer<StatsEntry>, _ atHand: inout ReportAtHand,
        limits: SessionLimits
    ) -> StreamOutcome {
        guard entry.pointee.isBelievable else { return .refused(.absurdValue) }
        guard let kind = entry.pointee.header.kind else { return .refused(.missingField) }
        let transportBytes = atHand.transportBytes(of: entry, in: entries)
        guard let place = outbound.find(entry.pointee.header) else {
            return begin(entry.pointee, kind, atHand, transportBytes: transportBytes, limits: limits)
        }
        outbound[place].seenInReport = reportNumber
        if !outbound[place].hasMid, let mid = entry.pointee.header.mid {
            move(place, to: Track(kind: kind, direction: .uplink, mid: mid), atHand, limits: limits)
        }
        let track = outbound[place].track
        let wasOpen = tracks[track].isOpen
        let outcome = outbound[place].advance(to: entry, transportBytes: transportBytes, &tracks[track])
        if tracks[track].isOpen, !wasOpen { atHand.openTracks.append(track) }
        return outcome
    }

    /// A stream is seen for the first time.
    private mutating func begin(
        _ entry: OutboundRTP, _ kind: MediaKind, _ atHand: ReportAtHand, transportBytes: Double?, limits: SessionLimits
    ) -> StreamOutcome {
        if let fault = fault(ofNewStreamAt: entry.header.timestamp, limits: limits) { return fault }
        let candidate = Track(kind: kind, direction: .uplink, mid: entry.header.mid ?? entry.mediaSourceId ?? "")
        guard let track = place(of: candidate, atHand, limits: limits) else { return .refused(.tooMany) }
        var stream = OutboundStream(first: entry, transportBytes: transportBytes, track: track)
        stream.seenInReport = reportNumber
        take(outbound.insert(stream, limit: limits.streams), insteadOf: track)
        return .baseLine
    }

    private mutating func place(of candidate: Track, _ atHand: ReportAtHand, limits: SessionLimits) -> Int? {
        let signalling = signalling
        return tracks.place(of: candidate, limit: limits.tracks) { track in
            signalling.isMuted(track, mutedSids: atHand.mutedSids)
        }
    }

    /// A stream's mid is known now, and with it its track.
    private mutating func move(_ place: Int, to known: Track, _ atHand: ReportAtHand, limits: SessionLimits) {
        guard let track = self.place(of: known, atHand, limits: limits) else { return }
        take(outbound[place].track, insteadOf: track)
        outbound[place].track = track
        outbound[place].hasMid = true
    }

    @inline(never)
    private mutating func fold(
        _ entry: UnsafePointer<InboundRTP>, _ atHand: inout ReportAtHand, limits: SessionLimits
    ) -> StreamOutcome {
        guard entry.pointee.isBelievable else { return .refused(.absurdValue) }
        guard let kind = entry.pointee.header.kind else { return .refused(.missingField) }
        guard let place = inbound.find(entry.pointee.header) else {
            return begin(entry.pointee, kind, atHand, limits: limits)
        }
        inbound[place].seenInReport = reportNumber
        let track = inbound[place].track
        let wasOpen = tracks[track].isOpen
        let outcome = inbound[place].advance(to: entry, &tracks[track], &atHand.moment)
        if tracks[track].isOpen, !wasOpen { atHand.openTracks.append(track) }
        return outcome
    }

    /// A stream is seen for the first time.
    private mutating func begin(
        _ entry: InboundRTP, _ kind: MediaKind, _ atHand: ReportAtHand, limits: SessionLimits
    ) -> StreamOutcome {
        if let fault = fault(ofNewStreamAt: entry.header.timestamp, limits: limits) { return fault }
        let candidate = Track(
            kind: kind, direction: .downlink, mid: entry.header.mid ?? entry.trackIdentifier ?? entry.header.id,
            identifier: entry.trackIdentifier ?? "")
        guard let track = place(of: candidate, atHand, limits: limits) else { return .refused(.tooMany) }
        var stream = InboundStream(first: entry, track: track)
        stream.seenInReport = reportNumber
        take(inbound.insert(stream, limit: limits.streams), insteadOf: track)
        return .baseLine
    }

    /// Matches each `remote-inbound-rtp` to the `outbound-rtp` of the same report by ssrc: Safari gives it no kind.
    private mutating func foldFeedback(
        _ entries: UnsafeBufferPointer<StatsEntry>, _ atHand: inout ReportAtHand, counts: inout SampleCounts
    ) {
        outbound.beginReport()
        for number in 0..<atHand.feedbackCount {
            guard case .remoteInboundRTP(let remote) = EntryInPlace(entries, atHand.feedback(number)) else { continue }
            guard remote.pointee.isBelievable else {
                counts.refuse(.absurdValue)
                continue
            }
            guard let ssrc = remote.pointee.header.ssrc, let place = outbound.find(ssrc: ssrc),
                outbound[place].seenInReport == reportNumber
            else { continue }
            switch outbound[place].hear(remote) {
            case .success(let news?):
                counts.accepted += 1
                tracks[outbound[place].track].hear(news)
                atHand.moment.add(news)
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
    static var blank: PeerConnection { PeerConnection(label: "", signalling: PublishedTracks()) }

    mutating func carry(
        through archive: inout StateArchive, signalling: PublishedTracks, limits: SessionLimits
    ) throws(StateFault) {
        self.signalling = signalling
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
