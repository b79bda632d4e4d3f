/// The bounds of one session's memory; what lies beyond is counted, never kept.
public struct SessionLimits: Sendable, Equatable {
    /// Participants told apart. Beyond it, whoever left first is merged into the room's totals; where nobody has left,
    /// a newcomer is refused.
    public var participants = 10_000
    /// Peer connections of one participant, by label.
    public var peerConnections = 16
    /// Tracks of one peer connection; beyond it, the oldest without a live stream is merged into the totals.
    public var tracks = 128
    /// Live streams of one peer connection and direction; beyond it, the one unseen for longest is let go.
    public var streams = 256
    /// ms after which a stream that its peer connection's reports no longer hold is let go.
    public var streamSilence: Double = 60_000

    public init() {}
}
