/// The bounds of what is kept for those who look at rooms.
package struct RoomLimits: Sendable, Equatable {
    /// Points of the history; ten minutes at one a second.
    package var historyPoints = 600
    /// Participants with a history of their own. Beyond it, whoever left first makes room; where nobody has left,
    /// newcomers are counted and go without.
    package var historyParticipants = 500
    /// ms of the session's clock between two points. Less than the second at which they come, for no ticker is quite
    /// even.
    package var historyDistance: Double = 900
    /// Rooms told apart.
    package var rooms = 1_000
    /// Ended rooms that are still shown; beyond it, the one that ended first goes.
    package var endedRooms = 100
    /// Seconds for which an ended room is still shown.
    package var endedSeconds: Double = 3_600

    package init() {}
}
