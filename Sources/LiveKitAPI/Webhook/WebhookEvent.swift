import VitalsJSON

/// What a LiveKit server tells by a webhook, as far as a bot's life depends on it.
package struct WebhookEvent: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        /// The room is there: it began, or somebody is in it.
        case open
        case finished
        /// Of no use here.
        case other
    }

    package var kind: Kind
    /// Of the event, the same whenever it is sent again.
    package var id: String
    package var room: RunningRoom

    package init(kind: Kind, id: String, room: RunningRoom) {
        self.kind = kind
        self.id = id
        self.room = room
    }

    /// Why a body was not understood.
    package enum Fault: Error, Equatable, CustomStringConvertible {
        case notJSON
        /// That member is missing, of another type, or too long.
        case field(String)

        package var description: String {
            switch self {
            case .notJSON: "the body is no JSON object"
            case .field(let name): "\(name) must be there, as text of \(WebhookEvent.longestText) bytes at most"
            }
        }
    }

    /// Bytes of an id or a name.
    fileprivate static let longestText = 256

    private static let openKinds: Set<String> = ["room_started", "participant_joined", "track_published"]

    /// Reads protobuf's JSON form of `livekit.WebhookEvent`, in which what is empty is left out.
    package init(_ body: [UInt8]) throws(Fault) {
        guard let root = try? body.withUnsafeBytes({ try JSONValue(parsing: $0, limits: .webhooks) }),
            case .object = root
        else { throw .notJSON }
        let name = try root.text("event")
        kind = name == "room_finished" ? .finished : Self.openKinds.contains(name) ? .open : .other
        id = try root.text("id")
        // Events of egresses and ingresses name no room, or only beside others.
        guard kind != .other else {
            room = RunningRoom(sid: "", name: "")
            return
        }
        guard let told = root["room"] else { throw .field("room") }
        room = RunningRoom(
            sid: told["sid"] == nil ? "" : try told.text("sid", within: "room."),
            name: try told.text("name", within: "room."))
    }
}

extension JSONValue {
    fileprivate func text(_ key: String, within path: String = "") throws(WebhookEvent.Fault) -> String {
        guard case .string(let text)? = self[key], (1...WebhookEvent.longestText).contains(text.utf8.count) else {
            throw .field(path + key)
        }
        return text
    }
}

extension DecodeLimits {
    /// A participant's metadata may be long, and is not looked at.
    fileprivate static let webhooks = DecodeLimits(messageBytes: WebhookGate.maxBodyBytes, depth: 16)
}
