/// One participant of a session: what signalling says of it, and what its reports came to.
public struct Participant: Sendable {
    public let identity: String
    public private(set) var sid: String
    /// In the room now, as far as signalling says; a participant known only by its reports is.
    public private(set) var isPresent = true
    /// ms on the session's clock of the last report; `nil` before the first.
    public private(set) var lastReport: Double?
    private var signalling = PublishedTracks()
    private var peerConnections: [PeerConnection] = []
    private var samples = SampleCounts()
    private var coverage = CoverageClock()
    private var quality = QualityTally()
    /// ms on the session's clock.
    private var presentSince: Double
    private var presentSeconds: Double = 0

    init(identity: String, sid: String, at now: Double) {
        self.identity = identity
        self.sid = sid
        presentSince = now
    }

    /// The level of connection quality in force; `nil` where none was reported.
    public var qualityLevel: ConnectionQuality? { quality.level }

    // MARK: Signalling

    mutating func apply(_ info: ParticipantInfo, mutedSids: Set<String>, at now: Double) {
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
        self.sid = sid
        for place in peerConnections.indices { peerConnections[place].forgetTime() }
    }

    mutating func apply(_ level: ConnectionQuality, at now: Double) {
        quality.begin(level, at: now)
    }

    mutating func leave(at now: Double) {
        guard isPresent else { return }
        isPresent = false
        presentSeconds += max(0, now - presentSince) / 1000
        quality.end(at: now)
    }

    mutating func comeBack(at now: Double) {
        guard !isPresent else { return }
        isPresent = true
        presentSince = now
    }

    /// Sids of the tracks that this participant publishes and has switched off.
    var mutedSids: [String] { signalling.mutedSids }

    mutating func applyMuting(mutedSids: Set<String>) {
        let signalling = signalling
        for place in peerConnections.indices {
            peerConnections[place].applyMuting { signalling.isMuted($0, mutedSids: mutedSids) }
        }
    }

    // MARK: Reports

    mutating func fold(_ report: StatsReport, limits: SessionLimits, mutedSids: Set<String>, at now: Double) {
        lastReport = now
        guard let place = place(of: report.peerConnection, limits: limits) else {
            samples.refuse(.tooMany, times: UInt64(max(1, report.entries.count)))
            return
        }
        guard peerConnections[place].isNew(report) else {
            samples.duplicateReports += 1
            return
        }
        let signalling = signalling
        peerConnections[place].fold(report, limits: limits, counts: &samples, coverage: &coverage) { track in
            signalling.isMuted(track, mutedSids: mutedSids)
        }
    }

    private mutating func place(of label: String, limits: SessionLimits) -> Int? {
        if let place = peerConnections.firstIndex(where: { $0.label == label }) { return place }
        guard peerConnections.count < limits.peerConnections else { return nil }
        peerConnections.append(PeerConnection(label: label))
        return peerConnections.count - 1
    }

    // MARK: Results

    /// What the participant has come to by `now`, ms on the session's clock.
    public func totals(at now: Double) -> Totals {
        var totals = Totals()
        for connection in peerConnections {
            totals.uplinkVideo.merge(connection.tracks.aggregates(.video, .uplink))
            totals.uplinkAudio.merge(connection.tracks.aggregates(.audio, .uplink))
            totals.downlinkVideo.merge(connection.tracks.aggregates(.video, .downlink))
            totals.downlinkAudio.merge(connection.tracks.aggregates(.audio, .downlink))
            totals.samples.sequenceHoles += connection.sequence.holes
        }
        totals.samples.merge(samples)
        totals.quality = quality.ended(at: now)
        totals.coveredSeconds = coverage.seconds
        let present = presentSeconds + (isPresent ? max(0, now - presentSince) / 1000 : 0)
        // A participant whose presence nobody signalled was there at least from its first entry to its last.
        totals.presentSeconds = max(present, coverage.span)
        return totals
    }

    /// What goes on now, of one kind and direction: rates of the newest readings of all its tracks.
    public func latest(_ kind: MediaKind, _ direction: Direction) -> LatestReading {
        var latest = LatestReading()
        for track in peerConnections.lazy.flatMap(\.tracks.tracks)
        where track.kind == kind && track.direction == direction && !track.isMuted && track.liveStreams > 0 {
            latest.add(track)
        }
        return latest
    }
}
