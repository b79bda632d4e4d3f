import NIOCore
import NIOHTTP1
import NIOWebSocket

/// Stands between HTTP's parser and Hummingbird: lets requests through that may be looked at, refuses the others, and
/// ends the connection when its time has come. Requests come one at a time, each after the last answer.
final class RequestGate: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let gate: PortGate
    private let limits: PortLimits
    private let counters: PortCounters
    private let table: ConnectionTable
    private let connectionGuard: ConnectionGuard
    /// Puts in place what answers; called when the first request comes that is no upgrade.
    private let prepare: (any Channel) throws -> Void
    private var requests = 0
    /// The request that is being answered.
    private var request: HTTPRequestHead?
    private var closesAfterAnswer = false
    /// The last answer is being written: what was sent behind its request goes no further.
    private var isOver = false
    /// The request at hand was refused here: what still comes of it goes no further.
    private var isRefusing = false

    init(
        gate: PortGate, limits: PortLimits, counters: PortCounters, table: ConnectionTable,
        connectionGuard: ConnectionGuard, prepare: @escaping (any Channel) throws -> Void
    ) {
        self.gate = gate
        self.limits = limits
        self.counters = counters
        self.table = table
        self.connectionGuard = connectionGuard
        self.prepare = prepare
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch Self.unwrapInboundIn(data) {
        case .head(let head):
            guard !isOver, !connectionGuard.isClosing else { return }
            if requests == 0 {
                do {
                    try prepare(context.channel)
                } catch {
                    return context.close(promise: nil)
                }
            }
            begin(head, context, data)
        case .body, .end:
            if !isRefusing, !isOver { context.fireChannelRead(data) }
        }
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext, _ data: NIOAny) {
        counters.update { $0.requests += 1 }
        requests += 1
        request = head
        connectionGuard.headEnded()
        table.markBusy(context.channel, true)
        // A request that asked for an upgrade ends HTTP on its connection, one way or the other.
        closesAfterAnswer =
            !head.isKeepAlive || head.version != .http1_1 || !head.headers["Upgrade"].isEmpty
            || requests >= limits.maxRequestsPerConnection
        do throws(PortRefusal) {
            try check(head)
            isRefusing = false
            context.fireChannelRead(data)
        } catch {
            isRefusing = true
            counters.refuse(error.name)
            if error == .bodyNotTaken { closesAfterAnswer = true }
            refuse(error, context)
        }
    }

    private func check(_ head: HTTPRequestHead) throws(PortRefusal) {
        guard head.version.major == 1 else { throw .badVersion }
        let request = RequestHead(head)
        _ = try gate.checkHost(request)
        // An absolute form would name a second host; CONNECT and OPTIONS have other targets, which nothing serves.
        guard request.hasPlainPath else { throw .badTarget }
        let hasBody =
            !head.headers["Transfer-Encoding"].isEmpty
            || !["", "0"].contains(head.headers.first(name: "Content-Length") ?? "")
        guard !hasBody else { throw .bodyNotTaken }
    }

    /// What came is no HTTP: nothing behind it can be either. An error in what a connection leaves behind is none.
    private func refuseBytes(_ context: ChannelHandlerContext) {
        guard !connectionGuard.isClosing, context.channel.isActive else { return }
        counters.refuse(PortRefusal.badBytes.name)
        // NIO's handlers do not bear an answer where one is on its way, or where they have been told to end.
        guard request == nil, !connectionGuard.isQuiescing else { return context.close(promise: nil) }
        closesAfterAnswer = true
        refuse(.badBytes, context)
    }

    private func refuse(_ refusal: PortRefusal, _ context: ChannelHandlerContext) {
        let problem = Problem(refusal).bytes
        let headers: HTTPHeaders = [
            "Content-Type": Problem.contentType, "Content-Length": "\(problem.count)", "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        ]
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: refusal.status), headers: headers)
        write(context: context, data: Self.wrapOutboundOut(.head(head)), promise: nil)
        write(
            context: context, data: Self.wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: problem)))), promise: nil)
        write(context: context, data: Self.wrapOutboundOut(.end(nil)), promise: nil)
        context.flush()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch Self.unwrapOutboundIn(data) {
        case .head(var head):
            counters.countAnswer(Int(head.status.code))
            if closesAfterAnswer || head.headers["Connection"].contains("close") {
                closesAfterAnswer = true
                head.headers.replaceOrAdd(name: "Connection", value: "close")
            }
            if let request { head.frame(for: request) }
            context.write(Self.wrapOutboundOut(.head(head)), promise: promise)
        case .body where request?.method == .HEAD:
            promise?.succeed()
        case .body:
            context.write(data, promise: promise)
        case .end:
            isOver = closesAfterAnswer
            request = nil
            table.markBusy(context.channel, false)
            if !isOver { connectionGuard.requestEnded() }
            // The next request may come by before this returns.
            context.writeAndFlush(data, promise: promise)
            if isOver { connectionGuard.close() }
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // Nothing was asked, and nothing will be.
        if case ChannelEvent.inputClosed = event, requests == 0 { connectionGuard.close() }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case is HTTPParserError: refuseBytes(context)
        case is NIOWebSocketUpgradeError:
            // The request itself follows and gets its answer.
            break
        default:
            context.close(promise: nil)
        }
    }
}

@available(*, unavailable)
extension RequestGate: Sendable {}
