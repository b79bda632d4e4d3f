import WireText

/// Why a connection to the feed was not made, or ended.
package enum FeedFailure: Error, Sendable, Equatable {
    case nameNotFound(host: String, reason: String)
    /// The connection request was refused, by the host or by a router on the way.
    case refused(endpoint: String)
    /// This machine has no way to the address.
    case unreachable(endpoint: String, reason: String)
    /// No upgrade within the time limit; how far it came.
    case timedOut(stage: HandshakeStage, limit: Duration)
    case tls(TLSFailure)
    /// The server answered with another status than 101.
    case status(Int, retryAfter: Duration?)
    /// The server's answer is no valid upgrade.
    case handshake(HandshakeFault)
    /// The server closed with a close frame; `code` is `nil` where the frame had none.
    case closedByServer(code: UInt16?, reason: String)
    /// The connection ended without a close frame.
    case connectionLost
    /// Nothing at all came for this long.
    case pingTimeout(Duration)
    case messageTooLarge(limit: Int)
    case tooManyFragments(limit: Int)
    case invalidText
    /// The server broke RFC 6455; how.
    case protocolViolation(String)
    /// The token or the query cannot be sent.
    case credentials(String)
    /// The library could not be set up.
    case library(String)
}

/// How far an attempt to connect has come.
package enum HandshakeStage: String, Sendable, Equatable {
    case lookup = "the name lookup"
    case connect = "the connection"
    case tls = "the TLS handshake"
    case upgrade = "the answer to the upgrade request"
}

/// What is wrong with an answer to the upgrade request.
package enum HandshakeFault: Sendable, Equatable {
    case wrongAccept, missingAccept, missingUpgrade, otherUpgrade, missingConnection
    case unknownExtension, unknownSubprotocol
    case oldHTTP, notHTTP, badHeaders, closedEarly
}

extension FeedFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .nameNotFound(let host, let reason): "cannot find the address of \(host): \(reason)"
        case .refused(let endpoint): "\(endpoint) refused the connection: is the server running?"
        case .unreachable(let endpoint, let reason): "cannot reach \(endpoint): \(reason)"
        case .timedOut(let stage, let limit): "\(stage.rawValue) took longer than \(limit)"
        case .tls(let failure): failure.description
        case .status(let status, _): "the server refused the feed with HTTP status \(status)"
        case .handshake(let fault): "the server's answer is no WebSocket upgrade: \(fault)"
        case .closedByServer(let code, let reason):
            "the server closed the connection (\(code.map(String.init) ?? "no code")"
                + (reason.isEmpty ? ")" : ": \(reason.printable(limit: 160)))")
        case .connectionLost: "the connection was lost"
        case .pingTimeout(let limit): "the server was silent for \(limit)"
        case .messageTooLarge(let limit): "the server sent a message of more than \(limit) bytes"
        case .tooManyFragments(let limit): "the server sent a message in more than \(limit) fragments"
        case .invalidText: "the server sent a text message that is not UTF-8"
        case .protocolViolation(let detail): "the server broke the WebSocket protocol: \(detail)"
        case .credentials(let fault): "the token cannot be sent: \(fault)"
        case .library(let reason): "the WebSocket client could not be set up: \(reason)"
        }
    }
}

extension HandshakeFault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .wrongAccept: "its Sec-WebSocket-Accept does not fit the key that was sent"
        case .missingAccept: "it has no Sec-WebSocket-Accept"
        case .missingUpgrade: "it has no Upgrade header"
        case .otherUpgrade: "it upgrades to something else"
        case .missingConnection: "it has no Connection: Upgrade"
        case .unknownExtension: "it turns on an extension that was not offered"
        case .unknownSubprotocol: "it chooses a subprotocol that was not offered"
        case .oldHTTP: "it speaks HTTP/1.0"
        case .notHTTP: "it is not HTTP"
        case .badHeaders: "its headers cannot be read or are too large"
        case .closedEarly: "the connection ended before it was complete"
        }
    }
}
