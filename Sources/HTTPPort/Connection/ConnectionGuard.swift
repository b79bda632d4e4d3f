import NIOCore

/// Before the parser while the connection speaks HTTP: a request's head must arrive soon and be short.
final class ConnectionGuard: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let limits: PortLimits
    private let counters: PortCounters
    private var context: ChannelHandlerContext?
    /// Bytes of the head at hand.
    private var bytes = 0
    private var isReadingHead = true
    private var timer: Scheduled<Void>?
    private(set) var isClosing = false
    /// The port shuts down: the connection ends with the answer at hand.
    private(set) var isQuiescing = false

    init(limits: PortLimits, counters: PortCounters) {
        self.limits = limits
        self.counters = counters
    }

    /// A request's head is whole: it will be answered, in its own time.
    func headEnded() {
        isReadingHead = false
        timer?.cancel()
        timer = nil
    }

    /// An answer is on its way: the next request may begin.
    func requestEnded() {
        bytes = 0
        isReadingHead = true
        startTimer()
    }

    /// The last answer is written: closes for sending once it is out, and drops what still comes for a moment, so that the
    /// peer is not reset before it has read the answer.
    func close() {
        guard let context, !isClosing else { return }
        isClosing = true
        timer?.cancel()
        let closed = context.eventLoop.makePromise(of: Void.self)
        closed.futureResult.assumeIsolated().whenComplete { _ in self.linger() }
        context.close(mode: .output, promise: closed)
    }

    private func linger() {
        guard let channel = context?.channel else { return }
        timer = channel.eventLoop.scheduleTask(in: TimeAmount(limits.closeTimeout)) { channel.close(promise: nil) }
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        startTimer()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosing else { return }
        if isReadingHead {
            bytes += Self.unwrapInboundIn(data).readableBytes
            guard bytes <= limits.maxHandshakeBytes else {
                return refuse(431, "Request Header Fields Too Large", counted: "handshake_too_long")
            }
        }
        context.fireChannelRead(data)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent { isQuiescing = true }
        context.fireUserInboundEventTriggered(event)
    }

    private func startTimer() {
        guard let context else { return }
        timer?.cancel()
        let loopBound = NIOLoopBound(self, eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(in: TimeAmount(limits.handshakeTimeout)) {
            let guardian = loopBound.value
            if guardian.bytes > 0 {
                guardian.refuse(408, "Request Timeout", counted: "handshake_timeout")
            } else {
                // Kept alive, or opened and never used: nobody to blame.
                guardian.close()
            }
        }
    }

    /// Answers below the HTTP encoder, which may be anywhere in its own state, and closes.
    private func refuse(_ status: Int, _ phrase: String, counted name: String) {
        guard let context, !isClosing else { return }
        counters.refuse(name)
        counters.countAnswer(status)
        let answer = "HTTP/1.1 \(status) \(phrase)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
        close()
    }
}

@available(*, unavailable)
extension ConnectionGuard: Sendable {}
