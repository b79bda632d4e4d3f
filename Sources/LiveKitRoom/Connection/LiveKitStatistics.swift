/// What one connection to a LiveKit room has seen so far.
package struct LiveKitStatistics: Sendable, Equatable {
    /// Attempts that were begun, and those that became a connection.
    package var attempts: UInt64 = 0
    package var connects: UInt64 = 0
    /// Connections that were lost and came back, by the engine's own work or by ours.
    package var reconnects: UInt64 = 0
    /// Packets of the topic `rtc-stats`.
    package var statsPackets: UInt64 = 0
    package var statsBytes: UInt64 = 0
    /// Packets of it that were let go because the bot did not keep up.
    package var packetsDropped: UInt64 = 0
    /// Packets of it from nobody in the room.
    package var strangersPackets: UInt64 = 0
    /// Participants, tracks and pieces of text beyond the bounds.
    package var leftOut: UInt64 = 0
    /// Seconds of the monotonic clock.
    package var lastEvent: Double?

    package init() {}
}
