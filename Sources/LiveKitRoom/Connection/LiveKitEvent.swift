package import Vitals
package import VitalsJSON

/// What a connection to a LiveKit room tells its owner, on the connection's thread.
package enum LiveKitEvent {
    /// Something about the room; the first of each connection is a `join`.
    case message(FeedMessage)
    /// A packet of a participant's stats could not be read.
    case refused(DecodeFailure)
    /// So many pieces of what was said were beyond a bound, and are lost.
    case textLeftOut(UInt64)
    /// The room is not there; the bot joins once somebody has opened it.
    case awaitsRoom
    /// Whether the room is there could not be asked, and why; the bot joins, and opens it should it not be there.
    case cannotAskForRoom(String)
    /// Comes every tick, connected or not.
    case tick
    /// The media server is away, and the engine is at work to reach it again.
    case interrupted
    case restored
    /// An attempt failed or a connection ended; `retryIn` is `nil` where there will be no other.
    case disconnected(String, retryIn: Duration?)
    /// The last event: the engine has broken down, or the only attempt has failed.
    case broken(String)
    /// The last event; why it does no more, where its owner did not ask for that.
    case ended(String?)
}
