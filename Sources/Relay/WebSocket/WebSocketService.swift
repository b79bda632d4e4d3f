import NIOCore

/// What a WebSocket connection carries. All calls come on the connection's event loop.
protocol WebSocketService: AnyObject {
    func opened(_ connection: WebSocketConnection)
    func received(_ message: WebSocketMessage, on connection: WebSocketConnection)
    /// The connection is closed, or closing and of no more use.
    func closed(_ connection: WebSocketConnection)
}

/// A message on its way out: encoded once, whatever the number of its receivers.
struct OutboundMessage: Sendable {
    var payload: ByteBuffer
    /// The message's name in the feed, for the counters.
    var name: String
    /// Everything but an echo of something else is text.
    var isText = true
}
