import SessionStore

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

    /// Whoever reaches a port on which no tokens are asked for.
    static let anybody = SessionCaller(user: nil, reader: .everybody, savesForAll: true, expiry: nil)
}
