/// One message of the stats feed, either way.
///
/// The wire form is LiveKit's signal JSON: an object with exactly one key that names the message.
public enum FeedMessage: Sendable, Equatable {
    // Relay to monitor.
    // Indirect: it alone would make every message twice as large.
    indirect case join(Join)
    case update([ParticipantInfo])
    case roomUpdate(RoomInfo)
    /// How many stats messages the relay left out for a monitor that did not keep up, since it last said so.
    case statsDropped(UInt64)
    case pong(lastPingTimestamp: Double, timestamp: Double)

    // Both ways.
    case stats(StatsReport)
    case connectionQuality([QualityUpdate])
    case transcription(Transcription)
    case leave(LeaveReason)

    // Monitor to relay.
    /// Identities to hear of; `*` is everybody.
    case subscribeStats([String])
    case ping(timestamp: Double)

    /// A message that this version does not know: ignored and counted.
    case unknown(String)

    public struct QualityUpdate: Sendable, Equatable {
        /// Empty in a participant's message about itself.
        public var participantSid: String
        public var quality: ConnectionQuality
        /// LiveKit's own score, 1…5; `nil` where it did not say.
        public var score: Double?

        public init(participantSid: String, quality: ConnectionQuality, score: Double? = nil) {
            self.participantSid = participantSid
            self.quality = quality
            self.score = score
        }
    }
}

/// Why a connection or a room ended, by LiveKit's `DisconnectReason` names.
public struct LeaveReason: RawRepresentable, Sendable, Hashable {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let unknown = LeaveReason(rawValue: "UNKNOWN_REASON")
    public static let clientInitiated = LeaveReason(rawValue: "CLIENT_INITIATED")
    public static let duplicateIdentity = LeaveReason(rawValue: "DUPLICATE_IDENTITY")
    public static let serverShutdown = LeaveReason(rawValue: "SERVER_SHUTDOWN")
    public static let participantRemoved = LeaveReason(rawValue: "PARTICIPANT_REMOVED")
    public static let roomDeleted = LeaveReason(rawValue: "ROOM_DELETED")
    public static let roomClosed = LeaveReason(rawValue: "ROOM_CLOSED")
}

/// The first message to somebody who has been let in.
public struct Join: Sendable, Equatable {
    public var room: RoomInfo
    /// The one who joined.
    public var participant: ParticipantInfo
    public var otherParticipants: [ParticipantInfo]
    /// Seconds between pings, and of silence after which the connection counts as dead.
    public var pingInterval: Double
    public var pingTimeout: Double
    /// Names this connection in a later resume; empty where the server has none.
    public var resumeId: String

    public init(
        room: RoomInfo, participant: ParticipantInfo, otherParticipants: [ParticipantInfo] = [],
        pingInterval: Double = 5, pingTimeout: Double = 15, resumeId: String = ""
    ) {
        self.room = room
        self.participant = participant
        self.otherParticipants = otherParticipants
        self.pingInterval = pingInterval
        self.pingTimeout = pingTimeout
        self.resumeId = resumeId
    }
}
