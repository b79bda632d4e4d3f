import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOWebSocket

/// What a port's event loop owns: its connections, and how a new one's pipeline is put together.
final class PortCore {
    let table: ConnectionTable
    private let gate: PortGate
    private let limits: PortLimits
    private let counters: PortCounters
    private let routes: RouteTable
    private let bodies: BodyBudget
    private let maxFrameSize: Int
    private let makeUpgradeAttempt: (() -> any UpgradeAttempt)?

    init(
        gate: PortGate, limits: PortLimits, counters: PortCounters, table routes: RouteTable, maxFrameSize: Int,
        makeUpgradeAttempt: (() -> any UpgradeAttempt)?
    ) {
        self.gate = gate
        self.limits = limits
        self.counters = counters
        self.maxFrameSize = maxFrameSize
        self.makeUpgradeAttempt = makeUpgradeAttempt
        self.routes = routes
        bodies = BodyBudget(limits: limits)
        table = ConnectionTable(limits: limits, counters: counters)
    }

    /// Sets up a connection that was just accepted.
    func accept(_ channel: any Channel, logger: Logger) throws -> EventLoopFuture<PortChannel.Choice> {
        try setOptions(of: channel)
        guard table.admit(channel) else {
            turnAway(channel)
            return channel.eventLoop.makeSucceededFuture(.turnedAway)
        }
        let answerGuard = AnswerGuard(limits: limits, counters: counters)
        let connectionGuard = ConnectionGuard(limits: limits, counters: counters)
        let choice = channel.eventLoop.makePromise(of: PortChannel.Choice.self)
        // Whatever it was to become: nothing is left to choose. A second word on a promise is not heard.
        channel.closeFuture.whenComplete { _ in choice.fail(ChannelError.alreadyClosed) }
        let requests = RequestGate(
            gate: gate, limits: limits, counters: counters, table: table, routes: routes, bodies: bodies,
            connectionGuard: connectionGuard
        ) { [self] channel in
            choice.succeed(.http(try addHTTP(to: channel, logger: logger)))
        }
        let own = NIOLoopBound(
            (
                core: self, handlers: [answerGuard, connectionGuard, requests] as [any RemovableChannelHandler],
                attempt: makeUpgradeAttempt?()
            ),
            eventLoop: channel.eventLoop)
        let upgrader = NIOWebSocketServerUpgrader(
            maxFrameSize: maxFrameSize, automaticErrorHandling: false,
            shouldUpgrade: { channel, head in
                let accepted = own.value.attempt?.accepts(RequestHead(head), isHTTP11: head.version == .http1_1)
                return channel.eventLoop.makeSucceededFuture(accepted == true ? HTTPHeaders() : nil)
            },
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture {
                    try own.value.core.upgrade(channel, own.value.attempt)
                    choice.succeed(.upgraded)
                }
            })
        var decoding = NIOHTTPDecoderLimitConfiguration()
        decoding.maxHeaderFieldSize = limits.maxHandshakeBytes
        decoding.maxHeaderListSize = limits.maxHandshakeBytes
        decoding.maxHeaderFieldCount = 100
        let pipeline = channel.pipeline.syncOperations
        var encoding = HTTPResponseEncoder.Configuration()
        encoding.automaticallySetFramingHeaders = false
        try pipeline.addHandler(answerGuard)
        try pipeline.addHandler(connectionGuard)
        // Not NIO's typed upgrade, as of 2.101: it loses the head of a request whose upgrade was refused.
        try pipeline.configureHTTPServerPipeline(
            withServerUpgrade: (
                upgraders: [upgrader],
                completionHandler: { _ in
                    for handler in own.value.handlers {
                        channel.pipeline.syncOperations.removeHandler(handler, promise: nil)
                    }
                }
            ), withErrorHandling: false, withEncoderConfiguration: encoding,
            withDecoderLimitConfiguration: decoding)
        try pipeline.addHandler(requests)
        return choice.futureResult
    }

    private func setOptions(of channel: any Channel) throws {
        let options = channel.syncOptions
        try options?.setOption(.maxMessagesPerRead, value: 1)
        try options?.setOption(.tcpOption(.tcp_nodelay), value: 1)
        // The kernel doubles it. Left to itself it would keep megabytes for each reader that has stopped reading.
        try options?.setOption(.socketOption(.so_sndbuf), value: numericCast(limits.socketBufferBytes / 2))
        try options?.setOption(
            .writeBufferWaterMark, value: .init(low: limits.socketBufferBytes / 2, high: limits.socketBufferBytes))
    }

    /// Hands a connection that speaks HTTP over to Hummingbird.
    private func addHTTP(
        to channel: any Channel, logger: Logger
    ) throws -> NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart> {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
        try pipeline.addHandler(HTTPConnectionStateHandler(idleTimeout: nil, logger: logger))
        return try NIOAsyncChannel(
            wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
    }

    private func upgrade(_ channel: any Channel, _ attempt: (any UpgradeAttempt)?) throws {
        table.markUpgraded(channel)
        // A WebSocket whose peer has closed its half is over.
        try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: false)
        try attempt?.upgrade(channel)
    }

    private func turnAway(_ channel: any Channel) {
        counters.countAnswer(503)
        channel.writeAndFlush(Problem(.tooManyConnections).message).assumeIsolated().whenComplete { _ in
            channel.close(promise: nil)
        }
    }
}

@available(*, unavailable)
extension PortCore: Sendable {}
