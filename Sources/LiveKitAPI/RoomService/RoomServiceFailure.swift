import WireText

/// Why a LiveKit server did not tell of its rooms.
package enum RoomServiceFailure: Error, Sendable, Equatable, CustomStringConvertible {
    case unreachable(String)
    /// What it said; `isLasting` where only a person can put it right.
    case refused(status: Int, String)
    case unreadable(String)

    package var description: String {
        switch self {
        case .unreachable(let why):
            "the LiveKit server does not tell of its rooms: \(why.withoutTokens.printable(limit: 200))"
        case .refused(401, let said):
            "the LiveKit server does not take the key pair, LIVEKIT_API_KEY and LIVEKIT_API_SECRET: \(said.withoutTokens.printable(limit: 200))"
        case .refused(let status, let said):
            "the LiveKit server does not tell of its rooms: status \(status), \(said.withoutTokens.printable(limit: 200))"
        case .unreadable(let why): "the LiveKit server's list of rooms cannot be read: \(why)"
        }
    }
}
