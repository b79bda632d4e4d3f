/// What a token allows at the sessions API, by the names of its `sessions` claim. Without one its bearer keeps and sees the
/// own sessions, those of `sub`.
package struct SessionGrant: Sendable, Equatable {
    /// Sees, saves and deletes everybody's.
    package var admin: Bool
    /// Saves for everybody, and sees none: a recorder's.
    package var save: Bool

    package init(admin: Bool = false, save: Bool = false) {
        self.admin = admin
        self.save = save
    }
}
