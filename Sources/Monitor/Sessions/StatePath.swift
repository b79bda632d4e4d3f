import Glibc

/// Where programs of a user keep what they have to remember (XDG base directories).
package enum StatePath {
    /// Why there is no such place.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// The file of that name in this program's folder, which is made, for its user alone, where there is none.
    package static func file(_ name: String) throws(Failure) -> String {
        let base = try base()
        let folder = base + "/roomvitals"
        try makeFolder(folder)
        return folder + "/" + name
    }

    private static func base() throws(Failure) -> String {
        // One that is not absolute is to be ignored, as the specification has it.
        if let path = Console.environment("XDG_STATE_HOME"), path.hasPrefix("/") { return path }
        guard let home = Console.environment("HOME"), home.hasPrefix("/") else {
            throw Failure(description: "neither XDG_STATE_HOME nor HOME is set: name a store with --store")
        }
        return home + "/.local/state"
    }

    private static func makeFolder(_ path: String) throws(Failure) {
        var made = ""
        for part in path.split(separator: "/") {
            made += "/" + part
            guard mkdir(made, 0o700) != 0, errno != EEXIST else { continue }
            // Root's own folders may not even be tried.
            let reason = String(cString: strerror(errno))
            guard access(made, F_OK) == 0 else {
                throw Failure(description: "cannot make the folder \(made): \(reason)")
            }
        }
    }
}
