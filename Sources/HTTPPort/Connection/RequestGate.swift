import HTTPTypes
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
    private let routes: RouteTable
    private let bodies: BodyBudget
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
    /// The request at hand, while its body comes.
    private var collection: BodyCollection?
    private var bodyTimer: Scheduled<Void>?
    /// Bytes of the budget that the request at hand takes up.
    private var heldBytes = 0
    private var heldFor: BodySender?
    /// The answer at hand is a stream of events, which only its reader ends.
    private var isStreaming = false
    /// The peer says no more.
    private var isInputClosed = false

    init(
        gate: PortGate, limits: PortLimits, counters: PortCounters, table: ConnectionTable, routes: RouteTable,
        bodies: BodyBudget, connectionGuard: ConnectionGuard, prepare: @escaping (any Channel) throws -> Void
    ) {
        self.gate = gate
        self.limits = limits
        self.counters = counters
        self.table = table
        self.routes = routes
        self.bodies = bodies
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
            guard !isRefusing, !isOver else { return }
            guard collection != nil else { return context.fireChannelRead(data) }
            collect(Self.unwrapInboundIn(data), context)
        }
    }

    /// Bodies are held back until they are whole, so that a slow one takes no place among the requests at work.
    private func collect(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
        switch part {
        case .head: break
        case .body(let piece):
            do throws(PortRefusal) {
                try collection?.check(piece)
                // May end the bodies of other connections.
                try bodies.take(piece.readableBytes, for: ObjectIdentifier(self), of: heldFor, at: .now())
                heldBytes += piece.readableBytes
                collection?.add(piece)
            } catch {
                endBody(error, context)
            }
        case .end:
            guard let whole = collection else { return }
            endArrival()
            context.fireChannelRead(Self.wrapInboundOut(.head(whole.head)))
            if whole.bytes.readableBytes > 0 { context.fireChannelRead(Self.wrapInboundOut(.body(whole.bytes))) }
            context.fireChannelRead(Self.wrapInboundOut(part))
        }
    }

    private func awaitBody(_ body: BodyCollection, _ context: ChannelHandlerContext) {
        collection = body
        let loopBound = NIOLoopBound((gate: self, context: context), eventLoop: context.eventLoop)
        bodyTimer = context.eventLoop.scheduleTask(in: TimeAmount(limits.bodyTimeout)) {
            loopBound.value.gate.endBody(.bodyTooLate, loopBound.value.context)
        }
        bodies.begin(ObjectIdentifier(self), of: body.sender, at: .now()) {
            loopBound.value.gate.endBody(.bodyGaveWay, loopBound.value.context)
        }
        guard body.isAwaited else { return }
        let goOn = HTTPResponseHead(version: .http1_1, status: .continue)
        context.writeAndFlush(Self.wrapOutboundOut(.head(goOn)), promise: nil)
    }

    /// Refuses a request in the middle of its body.
    private func endBody(_ refusal: PortRefusal, _ context: ChannelHandlerContext) {
        guard collection != nil else { return }
        endArrival()
        isRefusing = true
        counters.refuse(refusal.name)
        refuse(Problem(refusal), context)
    }

    /// The body is whole, or comes no more.
    private func endArrival() {
        collection = nil
        bodyTimer?.cancel()
        bodies.end(ObjectIdentifier(self))
    }

    private func releaseBody() {
        endArrival()
        bodies.give(heldBytes, of: heldFor)
        heldBytes = 0
    }

    func handlerRemoved(context: ChannelHandlerContext) { releaseBody() }

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
        isRefusing = false
        do throws(Problem) {
            guard let rule = try bodyRule(for: head) else { return context.fireChannelRead(data) }
            // Nothing else will be read of this connection.
            closesAfterAnswer = true
            let sender = try rule.admit(RequestHead(head))
            heldFor = sender
            awaitBody(BodyCollection(of: head, rule, sender: sender), context)
        } catch {
            isRefusing = true
            refuse(error, context)
        }
    }

    /// Checks the head.
    ///
    /// - Returns: what its route says of the body that it announces; `nil` where it announces none.
    private func bodyRule(for head: HTTPRequestHead) throws(Problem) -> BodyRule? {
        do throws(PortRefusal) {
            return try check(head)
        } catch {
            if error == .bodyNotTaken {
                // What is wrong is the path, or the method, as it is without a body.
                guard let methods = routes.methods(at: RequestHead(head).path) else { throw .nothingHere }
                guard methods.contains(head.method.rawValue) else { throw .methodNotAllowed(methods) }
            }
            counters.refuse(error.name)
            throw Problem(error)
        }
    }

    private func check(_ head: HTTPRequestHead) throws(PortRefusal) -> BodyRule? {
        guard head.version.major == 1 else { throw .badVersion }
        let request = RequestHead(head)
        _ = try gate.checkHost(request)
        // An absolute form would name a second host; CONNECT and OPTIONS have other targets, which nothing serves.
        guard request.hasPlainPath else { throw .badTarget }
        let hasBody =
            !head.headers["Transfer-Encoding"].isEmpty
            || !["", "0"].contains(head.headers.first(name: "Content-Length") ?? "")
        guard hasBody else { return nil }
        closesAfterAnswer = true
        guard let rule = routes.bodyRule(for: request) else { throw .bodyNotTaken }
        try rule.check(request)
        return rule
    }

    /// What came is no HTTP: nothing behind it can be either. An error in what a connection leaves behind is none.
    private func refuseBytes(_ refusal: PortRefusal, _ context: ChannelHandlerContext) {
        guard !connectionGuard.isClosing, context.channel.isActive else { return }
        counters.refuse(refusal.name)
        // NIO's handlers do not bear an answer where one is on its way, or where they have been told to end.
        guard request == nil || collection != nil, !connectionGuard.isQuiescing else {
            return context.close(promise: nil)
        }
        closesAfterAnswer = true
        isRefusing = true
        collection = nil
        refuse(Problem(refusal), context)
    }

    private func refuse(_ problem: Problem, _ context: ChannelHandlerContext) {
        let text = problem.bytes
        var headers: HTTPHeaders = [
            "Content-Type": Problem.contentType, "Content-Length": "\(text.count)", "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff", "Vary": "Origin",
        ]
        for field in problem.headers { headers.add(name: field.name.rawName, value: field.value) }
        if let origin = request?.headers.first(name: "Origin"), gate.origins.isConfigured(origin) {
            headers.add(name: "Access-Control-Allow-Origin", value: origin)
            headers.add(name: "Access-Control-Expose-Headers", value: PortResponder.exposedHeaders)
        }
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: problem.status), headers: headers)
        write(context: context, data: Self.wrapOutboundOut(.head(head)), promise: nil)
        write(
            context: context, data: Self.wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: text)))), promise: nil)
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
            isStreaming = request?.method != .HEAD && head.headers["Content-Type"].contains("text/event-stream")
            // Gone before it began.
            if isStreaming, isInputClosed { endStream(context) }
            context.write(Self.wrapOutboundOut(.head(head)), promise: promise)
        case .body where request?.method == .HEAD:
            promise?.succeed()
        case .body:
            context.write(data, promise: promise)
        case .end:
            isOver = closesAfterAnswer
            isStreaming = false
            releaseBody()
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
        if case ChannelEvent.inputClosed = event {
            isInputClosed = true
            if requests == 0 { connectionGuard.close() }
            if isStreaming { endStream(context) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    /// Readers of events leave by closing: whether they closed one half or both, writing alone would tell, at some time.
    private func endStream(_ context: ChannelHandlerContext) {
        let channel = context.channel
        context.eventLoop.execute { channel.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        // A connection may break where its client did nothing wrong.
        case HTTPParserError.invalidEOFState: refuseBytes(.cutOff, context)
        case is HTTPParserError: refuseBytes(.badBytes, context)
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
