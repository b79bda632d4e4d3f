import HTTPPort
import Relay

/// Why a port could not be opened, whatever was to listen there.
struct PortFailure: Error, CustomStringConvertible {
    let description: String
    /// Somebody else listens there, or it cannot be listened on: another port may do.
    let isTaken: Bool

    init(_ error: any Error) {
        description = "\(error)"
        switch error {
        case PortStartError.cannotListen, RelayStartError.port(.cannotListen): isTaken = true
        default: isTaken = false
        }
    }
}
