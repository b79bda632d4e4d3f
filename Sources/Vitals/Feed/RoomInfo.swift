/// A room as LiveKit's signal protocol names it.
public struct RoomInfo: Sendable, Equatable {
    public var sid: String
    public var name: String
    /// Free text, by convention JSON; read for ids only.
    public var metadata: String

    public init(sid: String = "", name: String, metadata: String = "") {
        self.sid = sid
        self.name = name
        self.metadata = metadata
    }
}

/// A participant as LiveKit's signal protocol names it.
public struct ParticipantInfo: Sendable, Equatable {
    public enum State: String, Sendable, Hashable, CaseIterable {
        case joining = "JOINING", joined = "JOINED", active = "ACTIVE", disconnected = "DISCONNECTED"
    }

    public var sid: String
    public var identity: String
    public var state: State
    public var tracks: [TrackInfo]
    /// LiveKit's `disconnectReason`, by name; empty while connected.
    public var disconnectReason: String
    /// Free-form key and value pairs, `lk.agent.state` for one.
    public var attributes: [String: String]
    /// LiveKit's `kind` is `AGENT`: a program that takes part.
    public var isAgent: Bool

    public init(
        sid: String = "", identity: String, state: State = .active, tracks: [TrackInfo] = [],
        disconnectReason: String = "", attributes: [String: String] = [:], isAgent: Bool = false
    ) {
        self.sid = sid
        self.identity = identity
        self.state = state
        self.tracks = tracks
        self.disconnectReason = disconnectReason
        self.attributes = attributes
        self.isAgent = isAgent
    }
}

/// A published track as LiveKit's signal protocol names it.
public struct TrackInfo: Sendable, Equatable {
    public var sid: String
    /// `nil` for a data track or a type that this version does not know.
    public var kind: MediaKind?
    /// LiveKit's `source`, by name: `CAMERA`, `MICROPHONE`, `SCREEN_SHARE`, …; empty where unknown.
    public var source: String
    public var muted: Bool
    /// The transceiver's `mid`, empty where the server did not say.
    public var mid: String

    /// LiveKit's name for a shared screen.
    public static let screenShareSource = "SCREEN_SHARE"

    public init(sid: String, kind: MediaKind?, source: String = "", muted: Bool = false, mid: String = "") {
        self.sid = sid
        self.kind = kind
        self.source = source
        self.muted = muted
        self.mid = mid
    }
}

extension RoomInfo: Carried {
    static var blank: RoomInfo { RoomInfo(name: "") }

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&sid)
        try archive.carry(&name)
        try archive.carry(&metadata)
    }
}
