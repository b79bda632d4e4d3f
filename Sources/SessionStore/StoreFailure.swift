/// Why the store did not do something. Nothing was changed, unless the connection broke before the answer came.
package struct StoreFailure: Error, Sendable, Equatable {
    /// Raw values are the names under which failures are counted.
    package enum Kind: String, Sendable, CaseIterable {
        /// As many tasks wait as may.
        case tooBusy = "too_busy"
        /// As many tasks of one user wait as may.
        case ownShare = "own_share"
        /// Another program holds a lock for too long.
        case locked
        case full
        case readOnly = "read_only"
        /// The file or the server cannot be reached.
        case gone
        /// The store took too long.
        case tooSlow = "too_slow"
        /// What is there is not what was written.
        case damaged
        /// Anything else that the database said.
        case refused
        case closed
    }

    package var kind: Kind
    /// The database's own words, for the operator; no password is in them.
    package var detail: String

    package init(_ kind: Kind, _ detail: String = "") {
        self.kind = kind
        self.detail = detail
    }

    /// A sentence for whoever asked, without what only the operator should know.
    package var message: String {
        switch kind {
        case .tooBusy: "the store has too much to do; try again in a moment"
        case .ownShare: "too much of one user waits for the store; try again in a moment"
        case .locked: "the store is locked by another program; try again in a moment"
        case .full: "the store is full: its disk has no room left"
        case .readOnly: "the store can be read only"
        case .gone: "the store cannot be reached; try again in a moment"
        case .tooSlow: "the store took too long; try again, or ask for less"
        case .damaged: "the store is damaged"
        case .refused: "the store refused it"
        case .closed: "the store is closed"
        }
    }
}

extension StoreFailure: CustomStringConvertible {
    package var description: String { detail.isEmpty ? message : "\(message) (\(detail))" }
}

/// Why a store could not be opened: which one, what is wrong, and what to do.
package struct StoreOpenError: Error, Sendable, Equatable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) { self.description = description }

    static func newer(_ name: String) -> StoreOpenError {
        StoreOpenError(
            "\(name) was made by a newer roomvitals; it was left as it is: install that version, or name another store")
    }
}
