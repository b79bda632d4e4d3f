/// Every bound of the relay, with its default; those of HTTP are `PortLimits`. What each of them turned away is counted in `RelayStatistics`.
package struct RelayLimits: Sendable, Equatable {
    // Rooms.
    package var maxRooms = 1_000
    package var maxParticipantsPerRoom = 2_000
    /// Monitors of one room.
    package var maxMonitorsPerRoom = 50
    /// UTF-8 bytes of a participant's identity and of a room's name.
    package var maxIdentityBytes = 128
    package var maxRoomNameBytes = 128
    /// UTF-8 bytes of a room's metadata.
    package var maxMetadataBytes = 65_536
    /// What a participant may publish about itself: tracks, and UTF-8 bytes of all their fields and of all names and
    /// values of its attributes together.
    package var maxTracksPerParticipant = 16
    package var maxProfileBytes = 4_096
    /// Participants in one `join` or `update`, and bytes that they may have there. More of them follow in further
    /// `update`s, so that no message grows beyond what a monitor takes.
    package var maxParticipantsPerMessage = 256
    package var maxParticipantBytesPerMessage = 393_216

    // Messages from a client.
    /// Bytes of one message, in one frame or many. More: closed with 1009.
    package var maxMessageBytes = 1_048_576
    /// Bytes of a message other than stats, which is written anew for monitors. More: refused.
    package var maxOtherMessageBytes = 262_144
    /// Frames of one message. More: closed with 1009.
    package var maxFragments = 1_024
    /// Frames a second, and how many may come at once. Beyond it the relay stops reading until the bucket is level
    /// again, so that TCP holds the sender back; a sender that is a whole burst in debt is closed with 1008.
    package var messagesPerSecond = 200.0
    package var messageBurst = 1_000.0
    /// Messages that cannot be read or are not the sender's to send. One more: closed with 1008.
    package var maxBadMessages = 10

    // Messages to a monitor.
    /// Bytes and messages that wait for a monitor. Beyond either, the oldest stats are dropped; where nothing but
    /// other messages is left, the monitor is closed with 1013.
    package var maxQueuedBytes = 8 * 1_048_576
    package var maxQueuedMessages = 10_000

    // Ends.
    /// Between the relay's pings, and of silence after which a connection counts as dead. Clients are told both.
    package var pingInterval: Duration = .seconds(5)
    package var pingTimeout: Duration = .seconds(15)
    /// For a peer to answer the closing handshake.
    package var closeTimeout: Duration = .seconds(2)
    /// For what waits to be sent before an orderly end.
    package var drainTimeout: Duration = .seconds(10)
    /// How long a participant whose connection was lost may take to come back before it is said to have left.
    package var departureTimeout: Duration = .seconds(10)
    /// How long a room outlives its last participant. Zero: not at all.
    package var emptyRoomTimeout: Duration = .seconds(20)

    package init() {}
}
