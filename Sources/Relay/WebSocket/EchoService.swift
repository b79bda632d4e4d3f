import NIOCore

/// Sends every message back: what conformance suites such as Autobahn's talk to.
final class EchoService: WebSocketService {
    func opened(_ connection: WebSocketConnection) {}

    func received(_ message: WebSocketMessage, on connection: WebSocketConnection) {
        connection.send(OutboundMessage(payload: message.payload, name: "echo", isText: message.isText))
    }

    func closed(_ connection: WebSocketConnection) {}
}

@available(*, unavailable)
extension EchoService: Sendable {}
