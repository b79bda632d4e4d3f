import HTTPPort
import Monitor
import Relay

/// Why a port could not be opened, whatever was to listen there.
struct PortFailure: Error, CustomStringConvertible {
    let description: String
    /// Somebody else listens there, or it cannot be listened on: another port may do.
    let isTaken: Bool
    /// What was asked for is refused, on every machine.
    let isUsage: Bool

    init(_ error: any Error) {
        description = "\(error)"
        (isTaken, isUsage) =
            switch error {
            case PortStartError.cannotListen, RelayStartError.port(.cannotListen): (true, false)
            case LocalPort.Refusal.needsToken, RelayStartError.needsKeys: (false, true)
            default: (false, false)
            }
    }
}
