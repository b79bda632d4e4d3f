/// What a LiveKit access token allows, by the names of its `video` claim.
///
/// The `can…` grants are optional on the wire and stand for "allowed" where they are absent, as in LiveKit's server.
package struct VideoGrant: Sendable, Equatable {
    /// The one room that the token opens.
    package var room: String
    package var roomJoin: Bool
    package var roomAdmin: Bool
    /// Lists all rooms.
    package var roomList: Bool
    /// Takes part without being shown to others.
    package var hidden: Bool
    /// An agent: may speak for others in transcriptions, and does not keep a room open.
    package var agent: Bool
    package var canPublish: Bool?
    package var canPublishData: Bool?
    package var canSubscribe: Bool?
    package var canSubscribeMetrics: Bool

    package init(
        room: String = "", roomJoin: Bool = false, roomAdmin: Bool = false, roomList: Bool = false,
        hidden: Bool = false, agent: Bool = false, canPublish: Bool? = nil, canPublishData: Bool? = nil,
        canSubscribe: Bool? = nil,
        canSubscribeMetrics: Bool = false
    ) {
        self.room = room
        self.roomJoin = roomJoin
        self.roomAdmin = roomAdmin
        self.roomList = roomList
        self.hidden = hidden
        self.agent = agent
        self.canPublish = canPublish
        self.canPublishData = canPublishData
        self.canSubscribe = canSubscribe
        self.canSubscribeMetrics = canSubscribeMetrics
    }

    /// Whether data may be published: `canPublishData`, else `canPublish`, else yes.
    package var allowsPublishingData: Bool { canPublishData ?? canPublish ?? true }

    /// Whether others' media and metrics may be subscribed to.
    package var allowsSubscribing: Bool { canSubscribe ?? true }
}
