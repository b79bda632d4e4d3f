import SessionRecords

/// For whom the store works: a user, byte by byte.
struct WorkOwner: Hashable, Sendable {
    private let bytes: [UInt8]

    /// `nil` without a user.
    init?(_ user: String?) {
        guard let user else { return nil }
        bytes = Array(user.utf8)
    }

    /// `nil` for whoever sees everything: they hold the keys.
    init?(_ reader: SessionReader) {
        guard case .user(let user) = reader else { return nil }
        self.init(user)
    }
}
