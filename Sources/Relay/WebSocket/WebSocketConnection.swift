import NIOCore
import NIOWebSocket

/// One upgraded connection: frames in and out, pings, limits and the closing handshake. Confined to its event loop.
final class WebSocketConnection: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private enum Phase: Equatable {
        case open
        /// Nothing new is taken; what waits is still sent, then the connection closes.
        case draining(CloseCode, String)
        /// The close frame is out; the peer's is awaited.
        case closing
        case closed
    }

    let id: ConnectionID
    /// What its handshake was granted.
    let admission: Admission?
    private let limits: RelayLimits
    private let service: any WebSocketService
    private let counters: RelayCounters

    private var context: ChannelHandlerContext?
    private var phase = Phase.open
    private var assembler: MessageAssembler
    private var queue: MonitorQueue<OutboundMessage>
    private var bucket: TokenBucket
    private var pendingPong: ByteBuffer?
    private var lastHeard: Duration
    private var isPaused = false
    private var pings: RepeatedTask?
    private var deadline: Scheduled<Void>?
    /// Messages of this connection that were refused.
    private(set) var badMessages = 0

    init(
        id: ConnectionID, admission: Admission?, limits: RelayLimits, service: any WebSocketService,
        counters: RelayCounters, acceptsBinary: Bool = false
    ) {
        self.id = id
        self.admission = admission
        self.limits = limits
        self.service = service
        self.counters = counters
        assembler = MessageAssembler(
            maxMessageBytes: limits.maxMessageBytes, maxFragments: limits.maxFragments, acceptsBinary: acceptsBinary)
        queue = MonitorQueue(maxMessages: limits.maxQueuedMessages, maxBytes: limits.maxQueuedBytes)
        let now = MonotonicClock.now
        bucket = TokenBucket(perSecond: limits.messagesPerSecond, burst: limits.messageBurst, now: now)
        lastHeard = now
    }

    // MARK: - Sending

    /// Queues a message behind those that wait already, and sends what the socket takes.
    ///
    /// - Parameter isStats: it may be dropped when the peer does not keep up.
    func send(_ message: OutboundMessage, isStats: Bool = false) {
        guard phase == .open else { return }
        let dropped = queue.append(message, bytes: message.payload.readableBytes, isStats: isStats)
        if dropped > 0 { counters.update { $0.statsDropped += dropped } }
        if queue.isOverfull {
            close(.tryAgainLater, "messages are not read")
        } else {
            drain()
        }
    }

    /// Sends what waits, then closes.
    func finish(_ code: CloseCode, _ reason: String) {
        guard phase == .open else { return }
        phase = .draining(code, reason)
        setDeadline(limits.drainTimeout)
        drain()
    }

    /// Closes without sending what waits.
    func close(_ code: CloseCode, _ reason: String) {
        switch phase {
        case .open, .draining: break
        case .closing, .closed: return
        }
        guard let context else { return }
        phase = .closing
        counters.update { $0.closedByCode[code.rawValue, default: 0] += 1 }
        context.writeAndFlush(Self.wrapOutboundOut(closeFrame(code, reason)), promise: nil)
        // Reading on, half closed: closing with unread bytes would reset the connection and the peer miss the reason.
        context.close(mode: .output, promise: nil)
        resumeReading()
        setDeadline(limits.closeTimeout)
        leaveService()
    }

    /// Counts a message that was refused; too many of them close the connection.
    func refuse(_ name: String) {
        counters.update { $0.refusedMessages[name, default: 0] += 1 }
        badMessages += 1
        if badMessages > limits.maxBadMessages { close(.policyViolation, "too many bad messages") }
    }

    private func drain() {
        guard let context else { return }
        var hasWritten = false
        while context.channel.isWritable, let next = queue.next() {
            let message =
                switch next {
                case .message(let message): message
                case .gap(let count): FeedWriter.statsDropped(count)
                }
            write(message, context)
            hasWritten = true
        }
        if hasWritten { context.flush() }
        if case .draining(let code, let reason) = phase, queue.isEmpty { close(code, reason) }
    }

    private func write(_ message: OutboundMessage, _ context: ChannelHandlerContext) {
        counters.update {
            $0.messagesSent[message.name, default: 0] += 1
            $0.bytesSent += UInt64(message.payload.readableBytes)
        }
        let frame = WebSocketFrame(fin: true, opcode: message.isText ? .text : .binary, data: message.payload)
        context.write(Self.wrapOutboundOut(frame), promise: nil)
    }

    private func closeFrame(_ code: CloseCode?, _ reason: String) -> WebSocketFrame {
        var body = ByteBuffer()
        if let code {
            body.writeInteger(code.rawValue)
            body.writeString(reason)
        }
        return WebSocketFrame(fin: true, opcode: .connectionClose, data: body)
    }

    // MARK: - Receiving

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let interval = TimeAmount(limits.pingInterval)
        let loopBound = NIOLoopBound(self, eventLoop: context.eventLoop)
        pings = context.eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
            loopBound.value.checkLife()
        }
        service.opened(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = Self.unwrapInboundIn(data)
        switch phase {
        case .closed: return
        case .closing:
            // The answer to our close frame; anything else was under way already.
            if frame.opcode == .connectionClose { context.close(promise: nil) }
            return
        case .open, .draining: break
        }
        lastHeard = MonotonicClock.now
        bucket.spend(now: lastHeard)
        switch assembler.accept(frame) {
        case .incomplete, .pong: break
        case .message(let message):
            if phase == .open { service.received(message, on: self) }
        case .ping(let data): answerPing(data)
        case .close(let code): answerClose(code)
        case .failure(let code, let reason): close(code, reason)
        }
        if bucket.debt > limits.messageBurst { close(.policyViolation, "too many messages") }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if bucket.debt >= 1 { pauseReading(context) }
        context.fireChannelReadComplete()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            if let pong = pendingPong, phase == .open {
                pendingPong = nil
                answerPing(pong)
            }
            drain()
        }
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case NIOWebSocketError.invalidFrameLength:
            close(.messageTooBig, "a message may have \(limits.maxMessageBytes) bytes")
        case is NIOWebSocketError:
            close(.protocolError, "a control frame is whole and has at most 125 bytes")
        case ByteToMessageDecoderError.dataReceivedInErrorState:
            // Sent before the peer saw why it is closed.
            break
        default:
            context.close(promise: nil)
        }
    }

    private func answerPing(_ data: ByteBuffer) {
        guard let context, phase != .closing, phase != .closed else { return }
        // RFC 6455 section 5.5.3: where several pings wait, answering the last is enough. More would pile up.
        guard context.channel.isWritable else {
            pendingPong = data
            return
        }
        context.writeAndFlush(
            Self.wrapOutboundOut(WebSocketFrame(fin: true, opcode: .pong, data: data)), promise: nil)
    }

    private func answerClose(_ code: CloseCode?) {
        guard let context else { return }
        phase = .closing
        let channel = context.channel
        context.writeAndFlush(Self.wrapOutboundOut(closeFrame(code, ""))).assumeIsolated().whenComplete { _ in
            channel.close(promise: nil)
        }
        setDeadline(limits.closeTimeout)
        leaveService()
    }

    // MARK: - Life

    private func checkLife() {
        guard let context, phase == .open else { return }
        let silence = MonotonicClock.now - lastHeard
        if silence > limits.pingTimeout, !isPaused {
            // The loop itself may have been held up, and what the peer sent lie unread: look at the socket once more.
            let loopBound = NIOLoopBound(self, eventLoop: context.eventLoop)
            context.eventLoop.scheduleTask(in: .milliseconds(1)) { loopBound.value.closeIfSilent() }
        } else {
            context.writeAndFlush(
                Self.wrapOutboundOut(WebSocketFrame(fin: true, opcode: .ping, data: ByteBuffer())), promise: nil)
        }
    }

    private func closeIfSilent() {
        guard phase == .open, !isPaused, MonotonicClock.now - lastHeard > limits.pingTimeout else { return }
        counters.update { $0.silentConnections += 1 }
        close(.goingAway, "nothing was heard for \(limits.pingTimeout)")
    }

    private func pauseReading(_ context: ChannelHandlerContext) {
        guard !isPaused, phase == .open else { return }
        isPaused = true
        counters.update { $0.throttles += 1 }
        try? context.channel.syncOptions?.setOption(.autoRead, value: false)
        let loopBound = NIOLoopBound(self, eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: TimeAmount(bucket.timeUntilLevel)) {
            loopBound.value.resumeReading()
        }
    }

    private func resumeReading() {
        guard isPaused, let context else { return }
        isPaused = false
        lastHeard = MonotonicClock.now
        try? context.channel.syncOptions?.setOption(.autoRead, value: true)
    }

    private func setDeadline(_ timeout: Duration) {
        guard let context else { return }
        deadline?.cancel()
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: TimeAmount(timeout)) {
            channel.close(promise: nil)
        }
    }

    private func end() {
        guard phase != .closed else { return }
        phase = .closed
        pings?.cancel()
        deadline?.cancel()
        context = nil
        leaveService()
    }

    private var isInService = true

    private func leaveService() {
        guard isInService else { return }
        isInService = false
        service.closed(self)
    }
}

@available(*, unavailable)
extension WebSocketConnection: Sendable {}
