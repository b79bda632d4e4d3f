import Vitals

/// What the engine's numbers stand for, by the names of LiveKit's signal protocol.
enum EngineNames {
    static func state(_ number: Int32) -> ParticipantInfo.State {
        switch number {
        case 0: .joining
        case 1: .joined
        case 3: .disconnected
        default: .active
        }
    }

    static let agentKind: Int32 = 4

    static func kind(_ number: Int32) -> MediaKind? {
        switch number {
        case 1: .audio
        case 2: .video
        default: nil
        }
    }

    /// Empty where it is not known.
    static func source(_ number: Int32) -> String {
        switch number {
        case 1: "CAMERA"
        case 2: "MICROPHONE"
        case 3: TrackInfo.screenShareSource
        case 4: "SCREEN_SHARE_AUDIO"
        default: ""
        }
    }

    static func quality(_ number: Int32) -> ConnectionQuality {
        switch number {
        case 0: .poor
        case 1: .good
        case 2: .excellent
        case 3: .lost
        default: .unknown
        }
    }

    private static let reasons = [
        "UNKNOWN_REASON", "CLIENT_INITIATED", "DUPLICATE_IDENTITY", "SERVER_SHUTDOWN", "PARTICIPANT_REMOVED",
        "ROOM_DELETED", "STATE_MISMATCH", "JOIN_FAILURE", "MIGRATION", "SIGNAL_CLOSE", "ROOM_CLOSED",
        "USER_UNAVAILABLE", "USER_REJECTED", "SIP_TRUNK_FAILURE", "CONNECTION_TIMEOUT", "MEDIA_FAILURE", "AGENT_ERROR",
    ]

    static func reason(_ number: Int32) -> LeaveReason {
        let index = Int(number)
        return reasons.indices.contains(index) ? LeaveReason(rawValue: reasons[index]) : .unknown
    }
}

extension TrackInfo {
    init(_ info: EnginePublicationInfo) {
        self.init(
            sid: info.sid, kind: EngineNames.kind(info.kind), source: EngineNames.source(info.source), muted: info.muted
        )
    }
}

extension ParticipantInfo {
    init(_ info: EngineParticipantInfo, tracks: [TrackInfo]) {
        self.init(
            sid: info.sid, identity: info.identity, state: EngineNames.state(info.state), tracks: tracks,
            attributes: info.attributes, isAgent: info.kind == EngineNames.agentKind)
    }
}

extension RoomInfo {
    init(_ info: EngineRoomInfo) { self.init(sid: info.sid, name: info.name, metadata: info.metadata) }
}
