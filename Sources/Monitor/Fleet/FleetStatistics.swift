package import LiveKitAPI

/// What a fleet has done since the start: a snapshot.
package struct FleetStatistics: Sendable, Equatable {
    package var bots = 0
    package var waiting = 0
    /// Rooms that get no bot, because theirs was removed or not let in.
    package var leftAlone = 0
    package var started: UInt64 = 0
    /// By `SessionEnd`.
    package var ended: [String: UInt64] = [:]
    /// Bots that never got into their rooms.
    package var neverAttached: UInt64 = 0
    /// Sessions that an earlier run of the program began.
    package var resumed: UInt64 = 0
    /// Sessions to which nobody came.
    package var empty: UInt64 = 0
    /// Rooms that were over before their bots could start, or while they waited for one.
    package var vanished: UInt64 = 0
    /// Rooms for which there was no place to wait.
    package var leftOut: UInt64 = 0
    package var sweeps: UInt64 = 0
    package var failedSweeps: UInt64 = 0
    package var webhooks = WebhookStatistics()

    package init() {}
}
