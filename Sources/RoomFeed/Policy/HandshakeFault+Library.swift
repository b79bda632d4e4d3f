import WireText

extension HandshakeFault {
    /// - Parameter libraryReason: what libwebsockets 4.1…4.3 passes to `CLIENT_CONNECTION_ERROR`.
    init(libraryReason: String) {
        self =
            switch libraryReason {
            case "HS: Accept hash wrong": .wrongAccept
            case "HS: ACCEPT missing": .missingAccept
            case "HS: UPGRADE missing": .missingUpgrade
            case "HS: Upgrade to something other than websocket": .otherUpgrade
            case "HS: UPGRADE malformed": .missingConnection
            case "HS: EXT: unknown ext", "HS: EXT: list too big": .unknownExtension
            case "HS: PROTOCOL malformed": .unknownSubprotocol
            case "HS: URI missing": .notHTTP
            case "problems parsing header": .badHeaders
            case "Peer hung up", "read failed", "closed before established", "Closed before conn", "": .closedEarly
            default: .other(libraryReason.printable(limit: 160))
            }
    }
}
