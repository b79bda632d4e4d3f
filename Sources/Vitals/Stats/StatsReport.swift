/// One `getStats()` call of one peer connection of one participant.
public struct StatsReport: Sendable, Equatable {
    /// Whose peer connection it is.
    public var identity: String
    /// The participant's `sid`, empty where the source has none.
    public var sid: String
    /// The peer connection's label: `publisher` or `subscriber` in a LiveKit room.
    public var peerConnection: String
    /// The sender's wall clock when it sent, ms since 1970. Never used for rates.
    public var timestamp: Double
    /// Counts up by one for each report of this sender and peer connection; `nil` where the source has none.
    public var sequence: UInt64?
    /// Those of the types that have a use here, in the report's order; the others are left out.
    public var entries: [StatsEntry]

    public init(
        identity: String, sid: String = "", peerConnection: String, timestamp: Double, sequence: UInt64? = nil,
        entries: [StatsEntry]
    ) {
        self.identity = identity
        self.sid = sid
        self.peerConnection = peerConnection
        self.timestamp = timestamp
        self.sequence = sequence
        self.entries = entries
    }
}
