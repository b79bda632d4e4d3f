/// What became of a session's record, as far as is known.
package struct SaveReport: Sendable, Equatable {
    package enum State: String, Sendable, CaseIterable {
        /// The session goes on; its record is made at its end.
        case open
        case saving
        /// The app has it.
        case saved
        /// The app does not have it, now or ever; `text` says which, and where the record is.
        case failed
    }

    package var state: State
    package var sessionID: String
    /// For people; empty while there is nothing to say.
    package var text: String

    package init(_ state: State, sessionID: String, text: String = "") {
        self.state = state
        self.sessionID = sessionID
        self.text = text
    }

    /// Whether nothing will be said after it.
    var isFinal: Bool { state == .saved || state == .failed }
}
