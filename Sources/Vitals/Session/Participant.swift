/// One participant of a session: what signalling says of it, and what its reports came to.
public struct Participant: Sendable {
    public private(set) var identity: String
    public private(set) var sid: String
    /// In the room now, as far as signalling says; a participant known only by its reports is.
    public private(set) var isPresent = true
    /// ms on the session's clock of the last report; `nil` before the first.
    public private(set) var lastReport: Double?
    /// Grows with whatever is said of the participant or by it: at one place of a session equal numbers mean the same
    /// participant with the same numbers, but for its attendance, which goes on with the clock. Not carried.
    public private(set) var revision: UInt64
    private var signalling = PublishedTracks()
    private var peerConnections: [PeerConnection] = []
    private var samples = SampleCounts()
    private var coverage = CoverageClock()
    private var quality = QualityTally()
    public private(set) var timeline = Timeline()
    /// ms on the session's clock.
    private var presentSince: Double
    private var presentSeconds: Double = 0

    /// - Parameter revision: greater than that of whoever was at its place before.
    init(identity: String, sid: String, at now: Double, revision: UInt64 = 0) {
        self.identity = identity
        self.sid = sid
        self.revision = revision
        presentSince = now
    }

    /// The level of connection quality in force; `nil` where none was reported.
    public var qualityLevel: ConnectionQuality? { quality.level }

    // MARK: Signalling

    mutating func apply(_ info: ParticipantInfo, mutedSids: Set<String>, at now: Double) {
        revision += 1
        renew(sid: info.sid)
        if info.state == .disconnected {
            leave(at: now)
        } else {
            comeBack(at: now)
            signalling.replace(with: info.tracks)
        }
        applyMuting(mutedSids: mutedSids)
    }

    /// Under a new sid the participant came anew: a page was loaded again, another machine took over.
    mutating func renew(sid: String) {
        guard !sid.isEmpty, sid != self.sid else { return }
        revision += 1
        self.sid = sid
        for place in peerConnections.indices { peerConnections[place].forgetTime() }
    }

    mutating func apply(_ level: ConnectionQuality, at now: Double) {
        revision += 1
        quality.begin(level, at: now)
    }

    mutating func leave(at now: Double) {
        guard isPresent else { return }
        revision += 1
        isPresent = false
        presentSeconds += max(0, now - presentSince) / 1000
        quality.end(at: now)
    }

    mutating func comeBack(at now: Double) {
        guard !isPresent else { return }
        revision += 1
        isPresent = true
        presentSince = now
    }

    /// Sids of the tracks that this participant publishes and has switched off.
    var mutedSids: [String] { signalling.mutedSids }

    mutating func applyMuting(mutedSids: Set<String>) {
        var isChanged = false
        for place in peerConnections.indices {
            if peerConnections[place].applyMuting(by: signalling, mutedSids: mutedSids) { isChanged = true }
        }
        if isChanged { revision += 1 }
    }

    // MARK: Reports

    /// - Parameters:
    ///   - atHand: the room's, for any report.
    ///   - origin: where the session's time lines begin, ms on its clock.
    mutating func fold(
        _ report: StatsReport, _ atHand: inout ReportAtHand, limits: SessionLimits, at now: Double, origin: Double
    ) {
        revision += 1
        lastReport = now
        guard let place = place(of: report.peerConnection, limits: limits) else {
            samples.refuse(.tooMany, times: UInt64(max(1, report.entries.count)))
            return
        }
        let verdict = peerConnections[place].judge(report)
        guard verdict != .duplicate else {
            samples.duplicateReports += 1
            return
        }
        peerConnections[place].fold(
            report, isContinued: verdict == .continued, &atHand, limits: limits, counts: &samples, coverage: &coverage,
            at: now)
        timeline.add(atHand.moment, from: peerConnections[place].pace.before ?? now, to: now, origin: origin)
    }

    private mutating func place(of label: String, limits: SessionLimits) -> Int? {
        if let place = peerConnections.firstIndex(where: { $0.label == label }) { return place }
        guard peerConnections.count < limits.peerConnections else { return nil }
        peerConnections.append(PeerConnection(label: label, signalling: signalling))
        return peerConnections.count - 1
    }

    // MARK: Results

    /// Seconds that usually lie between two reports of one peer connection, the shortest of all; `nil` until one of
    /// them has reported twice.
    public var usualReportInterval: Double? {
        let connections = peerConnections.span
        var shortest: Double?
        for place in connections.indices {
            guard let usual = connections[place].pace.usual else { continue }
            shortest = min(shortest ?? usual, usual)
        }
        return shortest
    }

    /// The tracks that its reports show, in the order of their coming; those that were let go are in the totals only.
    public var tracks: [TrackSummary] {
        var summaries: [TrackSummary] = []
        let connections = peerConnections.span
        for place in connections.indices {
            let label = connections[place].label
            connections[place].tracks.each {
                summaries.append(TrackSummary($0, peerConnection: label, source: signalling.source(of: $0)))
            }
        }
        return summaries
    }

    /// Frames that its cameras sent, and the seconds of their readings; shared screens, which move when their owners
    /// do, left out.
    var cameraFrames: (frames: Double, seconds: Double) {
        var sums: (frames: Double, seconds: Double) = (0, 0)
        eachTrack(.video, .uplink) { track in
            guard signalling.source(of: track) != TrackInfo.screenShareSource else { return }
            sums.frames += track.aggregates.frameRate.sum
            sums.seconds += track.aggregates.frameRate.weight
        }
        return sums
    }

    /// What the participant has come to by `now`, ms on the session's clock.
    public func totals(at now: Double) -> Totals {
        var totals = Totals()
        add(.video, .uplink, to: &totals.uplinkVideo)
        add(.audio, .uplink, to: &totals.uplinkAudio)
        add(.video, .downlink, to: &totals.downlinkVideo)
        add(.audio, .downlink, to: &totals.downlinkAudio)
        totals.samples.merge(samples)
        let connections = peerConnections.span
        for place in connections.indices { totals.samples.sequenceHoles += connections[place].sequence.holes }
        totals.coveredSeconds = coverage.seconds
        totals.attendance = attendance.attendance(at: now)
        return totals
    }

    /// Adds what the tracks of one kind and direction came to, connection by connection, to a sum without values.
    private func add(_ kind: MediaKind, _ direction: Direction, to sum: inout MediaAggregates) {
        let connections = peerConnections.span
        var isBegun = false
        for place in connections.indices where connections[place].tracks.has(kind, direction) {
            if isBegun {
                sum.merge(connections[place].tracks.aggregates(kind, direction))
            } else {
                // Where there is nothing yet, sketches are copied once and not twice.
                connections[place].tracks.add(kind, direction, to: &sum)
                isBegun = true
            }
        }
    }

    /// What of its totals goes on with the clock.
    public var attendance: AttendanceClock {
        AttendanceClock(
            quality: quality, presentSeconds: presentSeconds, presentSince: isPresent ? presentSince : nil,
            reportedSeconds: coverage.span)
    }

    /// What goes on now, of one kind and direction: rates of the newest readings of all its tracks.
    public func latest(_ kind: MediaKind, _ direction: Direction) -> LatestReading {
        var latest = LatestReading()
        eachTrack(kind, direction) { track in
            if !track.isMuted, track.liveStreams > 0 { latest.add(track) }
        }
        return latest
    }

    /// Of one kind and direction in the order of their coming, none of them copied.
    private func eachTrack(_ kind: MediaKind, _ direction: Direction, _ body: (borrowing Track) -> Void) {
        let connections = peerConnections.span
        for place in connections.indices { connections[place].tracks.each(kind, direction, body) }
    }
}

extension Participant {
    mutating func carry(through archive: inout StateArchive, limits: SessionLimits) throws(StateFault) {
        try archive.carry(&identity)
        try archive.carry(&sid)
        try archive.carry(&isPresent)
        try archive.carry(&lastReport)
        try archive.carry(&signalling)
        var connections = peerConnections.count
        try archive.carry(&connections, upTo: limits.peerConnections)
        for place in 0..<connections {
            if place == peerConnections.count { peerConnections.append(.blank) }
            try peerConnections[place].carry(through: &archive, signalling: signalling, limits: limits)
        }
        try archive.carry(&samples)
        try archive.carry(&coverage)
        try archive.carry(&quality)
        try archive.carry(&presentSince)
        try archive.carry(&presentSeconds)
        try archive.carry(&timeline)
    }
}
