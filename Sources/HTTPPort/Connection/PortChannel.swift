import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOWebSocket

/// Hummingbird's view of a connection: HTTP/1.1 that may become a WebSocket with its first request.
struct PortChannel: HTTPChannelHandler {
    struct Value: ServerChildChannelValue {
        let channel: any Channel
        let protocolChoice: EventLoopFuture<Choice>
    }

    enum Choice: Sendable {
        case http(NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>)
        /// Handlers on the event loop do all.
        case upgraded
        /// There was no room for it.
        case turnedAway
    }

    let responder: Responder
    let core: NIOLoopBound<PortCore>

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let choice: EventLoopFuture<Choice>
        do {
            choice = try core.value.accept(channel, logger: logger)
        } catch {
            // Gone before it was set up; NIO would neither close it nor say so.
            channel.close(promise: nil)
            choice = channel.eventLoop.makeFailedFuture(error)
        }
        return channel.eventLoop.makeSucceededFuture(Value(channel: channel, protocolChoice: choice))
    }

    func handle(value: Value, logger: Logger) async {
        // A connection that ends before its first request is no event.
        guard let choice = try? await value.protocolChoice.get() else { return }
        switch choice {
        case .http(let channel): await handleHTTP(asyncChannel: channel, logger: logger)
        case .upgraded, .turnedAway: try? await value.channel.closeFuture.get()
        }
    }
}
