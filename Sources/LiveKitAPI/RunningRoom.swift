package import Vitals

/// A room that a LiveKit server has.
package struct RunningRoom: Sendable, Equatable {
    /// The server's own name for this one opening of it; empty where it was not told.
    package var sid: String
    package var name: String

    package init(sid: String, name: String) {
        self.sid = sid
        self.name = name
    }

    /// By which rooms are told apart.
    package var key: ExactText { ExactText(name) }
}
