/// One track of a participant, for those who look closer.
public struct TrackSummary: Sendable, Equatable {
    /// Label of the peer connection whose reports show it.
    public let peerConnection: String
    public let kind: MediaKind
    public let direction: Direction
    /// The transceiver's `mid`, or what stands in for it where it is missing.
    public let mid: String
    /// `trackIdentifier` of a received track, its sender's track sid in a LiveKit room; empty where not known.
    public let identifier: String
    /// LiveKit's `source` of a sent track; empty where not known.
    public let source: String
    /// Switched off by signalling.
    public let isMuted: Bool
    /// RTP streams that carry it now, one a simulcast layer.
    public let liveStreams: Int
    /// The newest reading, old as it may be; `nil` before the first.
    public let latest: TrackReading?
    /// ms of the newest RTCP report.
    public let latestRoundTripTime: Double?
    public let aggregates: MediaAggregates

    init(_ track: borrowing Track, peerConnection: String, source: String) {
        self.peerConnection = peerConnection
        self.source = source
        kind = track.kind
        direction = track.direction
        mid = track.mid
        identifier = track.identifier
        isMuted = track.isMuted
        liveStreams = track.liveStreams
        latest = track.latest
        latestRoundTripTime = track.latestRoundTripTime
        aggregates = track.aggregates
    }
}
