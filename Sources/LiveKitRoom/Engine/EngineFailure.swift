/// Why there is no engine, or why it did not do what it was asked for.
package enum EngineFailure: Error, Sendable, Equatable, CustomStringConvertible {
    case notFound(searched: [String])
    case notLoadable(path: String, reason: String)
    case refused(String)

    package var description: String {
        switch self {
        case .notFound(let places):
            "LiveKit's client engine, liblivekit_ffi.so, is not there: `make livekit` in the project's folder fetches it, "
                + "or name it with ROOMVITALS_LIVEKIT_FFI. Looked for in \(places.joined(separator: ", "))"
        case .notLoadable(let path, let reason): "LiveKit's client engine at \(path) cannot be loaded: \(reason)"
        case .refused(let reason): reason
        }
    }
}
