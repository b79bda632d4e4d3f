import Glibc

/// Where the engine's library is looked for.
package enum EnginePlace {
    package static let variable = "ROOMVITALS_LIVEKIT_FFI"
    private static let name = "liblivekit_ffi.so"

    /// The library's path.
    ///
    /// - Parameters:
    ///   - named: what the environment says: a file, which must be there.
    ///   - program: the running program's own path.
    ///   - home: the user's folder.
    package static func find(named: String?, program: String, home: String?) throws(EngineFailure) -> String {
        if let named, !named.isEmpty {
            guard access(named, R_OK) == 0 else { throw .notFound(searched: ["\(named) (\(variable))"]) }
            return named
        }
        let places = places(program: program, home: home)
        guard let found = places.first(where: { access($0, R_OK) == 0 }) else { throw .notFound(searched: places) }
        return found
    }

    /// Beside the program where it was built or installed, then where `make livekit` puts it for the user.
    static func places(program: String, home: String?) -> [String] {
        let folder = program.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        var places = ["\(folder)/\(name)", "\(folder)/../lib/roomvitals/\(name)"]
        if let home, !home.isEmpty { places.append("\(home)/.local/lib/roomvitals/\(name)") }
        return places + ["/usr/local/lib/roomvitals/\(name)", "/usr/lib/roomvitals/\(name)"]
    }
}
