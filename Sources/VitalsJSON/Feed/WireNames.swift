import Vitals

/// Names of LiveKit's protobuf enums; a name's index is its number.
enum WireNames {
    static let participantState = ["JOINING", "JOINED", "ACTIVE", "DISCONNECTED"]
    static let participantKind = ["STANDARD", "INGRESS", "EGRESS", "SIP", agentKind]
    static let agentKind = "AGENT"
    static let trackType = ["AUDIO", "VIDEO", "DATA"]
    static let trackSource = ["UNKNOWN", "CAMERA", "MICROPHONE", "SCREEN_SHARE", "SCREEN_SHARE_AUDIO"]
    static let connectionQuality = ["POOR", "GOOD", "EXCELLENT", "LOST"]
    static let disconnectReason = [
        "UNKNOWN_REASON", "CLIENT_INITIATED", "DUPLICATE_IDENTITY", "SERVER_SHUTDOWN", "PARTICIPANT_REMOVED",
        "ROOM_DELETED", "STATE_MISMATCH", "JOIN_FAILURE", "MIGRATION", "SIGNAL_CLOSE", "ROOM_CLOSED",
        "USER_UNAVAILABLE", "USER_REJECTED", "SIP_TRUNK_FAILURE", "CONNECTION_TIMEOUT", "MEDIA_FAILURE", "AGENT_ERROR",
    ]
}

extension ConnectionQuality {
    /// The grade of a wire name. LiveKit has no `FAIR`; a name of the future is `unknown`, which does not count.
    init(wireName: String?) {
        switch wireName {
        case .none, "POOR": self = .poor
        case "FAIR": self = .fair
        case "GOOD": self = .good
        case "EXCELLENT": self = .excellent
        case "LOST": self = .lost
        default: self = .unknown
        }
    }

    /// `nil` for POOR, which is 0 and left out.
    var wireName: String? {
        switch self {
        case .poor: nil
        case .fair: "FAIR"
        case .good: "GOOD"
        case .excellent: "EXCELLENT"
        case .lost: "LOST"
        case .unknown: "UNKNOWN"
        }
    }
}

extension MediaKind {
    /// The kind of a stats entry: `audio` or `video`.
    var statsName: String {
        switch self {
        case .audio: "audio"
        case .video: "video"
        }
    }
}
