import Vitals

/// What follows from an event in a room, to be carried out in this order.
enum RoomEffect: Sendable, Equatable {
    case send(FeedMessage, to: [ConnectionID])
    /// Say why and close the connection, which is no member any more.
    case dismiss(ConnectionID, LeaveReason)
    /// The room is no more.
    case ended
}

/// The way of a stats message through a room.
struct StatsRoute: Sendable, Equatable {
    /// The sender, as its connection's admission has it.
    var identity: String
    var sid: String
    var receivers: [ConnectionID]
}

/// Why a member's message was refused. Raw values are the stable names under which they are counted.
enum MessageRefusal: String, Error, Sendable, CaseIterable {
    /// A message that only a relay sends.
    case notForRelays = "not_for_relays"
    /// The sender lacks the right.
    case notAllowed = "not_allowed"
    /// It speaks for somebody else.
    case notAboutSender = "not_about_sender"
    /// More tracks, attributes or metadata than a member may have.
    case tooMuch = "too_much"
    /// Text of another kind than JSON over a WebSocket.
    case binary = "binary"
}
