import RoomAccess

/// Why a request for the feed was refused before the upgrade.
package struct HandshakeRefusal: Error, Sendable, Equatable {
    package var status: Int
    /// The stable name under which it is counted.
    package var name: String
    /// A sentence for whoever set the client up. Nothing of the token is in it.
    package var message: String

    init(_ status: Int, _ name: String, _ message: String) {
        self.status = status
        self.name = name
        self.message = message
    }

    static let foreignOrigin = HandshakeRefusal(403, "foreign_origin", "pages of this origin may not open the feed")
    static let notWebSocket = HandshakeRefusal(426, "not_websocket", "the feed is served over WebSocket only")
    static let badUpgrade = HandshakeRefusal(
        400, "bad_upgrade", "this is no WebSocket handshake: GET, Upgrade: websocket, version 13, one key")
    static let badQuery = HandshakeRefusal(400, "bad_query", "the query cannot be read")
    static let noToken = HandshakeRefusal(
        401, "no_token", "no access token: send access_token=… or Authorization: Bearer …")
    static let badAuthorization = HandshakeRefusal(401, "bad_authorization", "Authorization must be a Bearer token")
    static let noJoinGrant = HandshakeRefusal(401, "no_join_grant", "the token does not grant joining a room")
    static let wrongRoom = HandshakeRefusal(401, "wrong_room", "the token is for another room")
    static let noSubscribeGrant = HandshakeRefusal(
        401, "no_subscribe_grant", "a hidden participant needs to be allowed to subscribe")
    static func badRoomName(limit: Int) -> HandshakeRefusal {
        HandshakeRefusal(400, "bad_room_name", "room: 1 to \(limit) bytes without control characters")
    }
    static func badIdentity(limit: Int) -> HandshakeRefusal {
        HandshakeRefusal(400, "bad_identity", "identity: 1 to \(limit) bytes without control characters")
    }
    static let badRole = HandshakeRefusal(400, "bad_role", "role is participant or monitor")
    static let badMetadata = HandshakeRefusal(400, "bad_metadata", "the room's metadata is too long")
    static let tooManyRooms = HandshakeRefusal(503, "too_many_rooms", "the relay has as many rooms as it may have")
    static let tooManyParticipants = HandshakeRefusal(503, "too_many_participants", "the room is full")
    static let tooManyMonitors = HandshakeRefusal(503, "too_many_monitors", "the room has as many monitors as it may")
    static let shuttingDown = HandshakeRefusal(503, "shutting_down", "the relay is shutting down")

    static func badToken(_ refusal: AccessTokenRefusal) -> HandshakeRefusal {
        HandshakeRefusal(401, "bad_token", "\(refusal)")
    }
}
