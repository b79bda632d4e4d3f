/// Where the spool is, where nobody says.
package enum SpoolPlace {
    /// `ROOMVITALS_SPOOL`; else `spool` in systemd's `STATE_DIRECTORY`, or in the user's state folder (XDG Base Directory
    /// Specification 0.8); `nil` where there is no home either.
    package static var usual: String? {
        func set(_ name: String) -> String? { Console.environment(name).flatMap { $0.isEmpty ? nil : $0 } }
        if let path = set("ROOMVITALS_SPOOL") { return path }
        // Of several folders the first.
        if let state = set("STATE_DIRECTORY") { return state.split(separator: ":").first.map { $0 + "/spool" } }
        if let state = set("XDG_STATE_HOME"), state.hasPrefix("/") { return state + "/roomvitals/spool" }
        return set("HOME").map { $0 + "/.local/state/roomvitals/spool" }
    }
}
