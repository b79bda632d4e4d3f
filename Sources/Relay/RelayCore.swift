import NIOCore
import NIOHTTP1
import NIOWebSocket

/// What a relay's event loop owns: the rooms, the connections, and how a new connection's pipeline is put together.
final class RelayCore {
    let hub: RelayHub
    let channels: ChannelTable
    private let echo = EchoService()
    private let configuration: RelayServer.Configuration
    private let gate: HandshakeGate
    private let counters: RelayCounters

    init(
        configuration: RelayServer.Configuration, gate: HandshakeGate, counters: RelayCounters,
        eventLoop: any EventLoop
    ) {
        self.configuration = configuration
        self.gate = gate
        self.counters = counters
        hub = RelayHub(limits: configuration.limits, counters: counters, eventLoop: eventLoop)
        channels = ChannelTable(counters: counters)
    }

    /// Sets up a connection that was just accepted: HTTP/1.1 that may become a WebSocket.
    func accept(_ channel: any Channel) throws {
        let limits = configuration.limits
        guard channels.count < limits.maxConnections else { return turnAway(channel) }
        channels.add(channel)
        let handshakeGuard = HandshakeGuard(limits: limits, counters: counters)
        let requests = RequestHandler(
            gate: gate, hub: hub, counters: counters, handshakeGuard: handshakeGuard,
            echoPath: configuration.echoPath, responder: configuration.httpResponder)
        let pipeline = channel.pipeline.syncOperations
        let own = NIOLoopBound(
            (core: self, requests: requests, handshakeGuard: handshakeGuard), eventLoop: channel.eventLoop)
        let upgrader = NIOWebSocketServerUpgrader(
            maxFrameSize: limits.maxMessageBytes, automaticErrorHandling: false,
            shouldUpgrade: { channel, head in
                channel.eventLoop.makeSucceededFuture(own.value.requests.mayUpgrade(head) ? HTTPHeaders() : nil)
            },
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture { try own.value.core.upgrade(channel, own.value.requests) }
            })
        var decoding = NIOHTTPDecoderLimitConfiguration()
        decoding.maxHeaderFieldSize = limits.maxHandshakeBytes
        decoding.maxHeaderListSize = limits.maxHandshakeBytes
        decoding.maxHeaderFieldCount = 100
        try pipeline.addHandler(handshakeGuard)
        try pipeline.configureHTTPServerPipeline(
            withServerUpgrade: (
                upgraders: [upgrader],
                completionHandler: { _ in
                    let (_, requests, handshakeGuard) = own.value
                    channel.pipeline.syncOperations.removeHandler(handshakeGuard, promise: nil)
                    channel.pipeline.syncOperations.removeHandler(requests, promise: nil)
                }
            ), withEncoderConfiguration: HTTPResponseEncoder.Configuration(),
            withDecoderLimitConfiguration: decoding)
        try pipeline.addHandler(requests)
    }

    private func upgrade(_ channel: any Channel, _ requests: RequestHandler) throws {
        channels.markUpgraded(channel)
        let connection = WebSocketConnection(
            id: hub.makeConnectionID(), admission: requests.admission, limits: configuration.limits,
            service: requests.isEcho ? echo : hub, counters: counters, acceptsBinary: requests.isEcho)
        try channel.pipeline.syncOperations.addHandler(connection)
    }

    private func turnAway(_ channel: any Channel) {
        counters.update { $0.refusedHandshakes["too_many_connections", default: 0] += 1 }
        let answer =
            "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 10\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        channel.writeAndFlush(ByteBuffer(string: answer)).assumeIsolated().whenComplete { _ in
            channel.close(promise: nil)
        }
    }
}

@available(*, unavailable)
extension RelayCore: Sendable {}
