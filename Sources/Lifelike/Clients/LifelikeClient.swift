/// A participant's client, played: what it says to the relay, and when it loses the connection.
///
/// A value that knows no clock: whoever plays it calls `next(at:)` at the pace at which reports shall come, as fast
/// or slow as wanted, and does the sockets.
package protocol LifelikeClient: Sendable {
    var identity: String { get }

    /// What happens up to `wallMs`, ms since 1970, in order. Times must not fall.
    mutating func next(at wallMs: Double) -> [ClientAction]
}

/// One thing that a client does.
package enum ClientAction: Sendable, Equatable {
    /// Sends this feed message.
    case send([UInt8])
    /// Drops its connection without a word. Nothing is sent before `reconnect`.
    case drop
    /// Connects again under the same identity.
    case reconnect
}
