import SessionStore
import Vitals

/// Who asks, and what they may do.
struct SessionCaller: Sendable, Equatable {
    /// `sub`; `nil` where no tokens are asked for.
    var user: String?
    /// Whose sessions they may see and delete; `nil`: nobody's.
    var reader: SessionReader?
    /// Saves for others too.
    var savesForAll: Bool
    /// Until when, seconds since 1970; `nil`: for ever.
    var expiry: Double?

    /// Byte by byte, as the stores compare.
    func isSameUser(as other: SessionCaller) -> Bool { user.map(ExactText.init) == other.user.map(ExactText.init) }

    /// Whether a `user_id` is this caller's.
    func isUser(_ userID: String) -> Bool { user.map(ExactText.init) == ExactText(userID) }

    /// Whoever reaches a port on which no tokens are asked for.
    static let anybody = SessionCaller(user: nil, reader: .everybody, savesForAll: true, expiry: nil)
}
