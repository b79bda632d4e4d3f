/// The bounds and paces of a fleet of bots. What each of them holds up or turns away is counted in `FleetStatistics`.
package struct FleetLimits: Sendable, Equatable {
    /// Bots at one moment, those that still save their records among them. More rooms wait.
    package var bots = 200
    /// Rooms that wait for a bot. More are left out, until the server is asked again which rooms it has.
    package var waiting = 10_000
    /// Seconds between two bots' starts: a server that comes back with a thousand rooms is not run over.
    package var startInterval: Double = 0.1
    /// Seconds for which what a webhook tells is believed where the server itself cannot be asked.
    package var freshness: Double = 5
    /// Seconds after which the server is asked again which rooms it has: webhooks can be lost.
    package var sweepInterval: Double = 30
    /// The same where it did not answer.
    package var failedSweepInterval: Double = 5
    /// Seconds within which a bot has to get into its room.
    package var patience: Double = 60
    /// Seconds for which a room that let no bot in is left alone.
    package var refusedPause: Double = 60
    /// Seconds for which sessions that were cut off wait for their rooms to be found again.
    package var resumePatience: Double = 30
    /// Seconds for all records to be saved when the program ends.
    package var shutdown: Double = 80
    /// Seconds after a bot's end for which freed memory is kept for others.
    package var trimInterval: Double = 30
    /// Records that are in memory only.
    package var held = HeldLimits()

    package init() {}
}
