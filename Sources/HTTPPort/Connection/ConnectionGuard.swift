import NIOCore

/// Before the parser while the connection speaks HTTP: a request's head must arrive soon and be short.
final class ConnectionGuard: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let limits: PortLimits
    private let counters: PortCounters
    private var context: ChannelHandlerContext?
    /// Requests may be sent ahead, so that heads are told apart here: a body is the last
    /// thing that is read of a connection.
    private var heads: HeadScan
    /// Heads that have been answered.
    private var answered = 0
    private var timer: Scheduled<Void>?
    private(set) var isClosing = false
    /// The port shuts down: the connection ends with the answer at hand.
    private(set) var isQuiescing = false

    init(limits: PortLimits, counters: PortCounters) {
        self.limits = limits
        heads = HeadScan(limit: limits.maxHandshakeBytes)
        self.counters = counters
    }

    /// A request's head is whole: it will be answered, in its own time.
    func headEnded() {
        timer?.cancel()
        timer = nil
    }

    /// An answer is on its way: the next request may begin.
    func requestEnded() {
        answered += 1
        if heads.isTooLong, answered == heads.count { return refuse(.headTooLong) }
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
        guard let context else { return }
        let channel = context.channel
        // Whoever sent requests ahead would be reset with them unread, and lose the answers that it has not read.
        context.read()
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
        guard !isClosing, !heads.isTooLong else { return }
        var bytes = Self.unwrapInboundIn(data)
        let whole = bytes.withUnsafeReadableBytes { heads.take($0) }
        guard heads.isTooLong else { return context.fireChannelRead(data) }
        // Refused once all before it are answered.
        if whole > 0, let before = bytes.readSlice(length: whole) {
            context.fireChannelRead(Self.wrapInboundOut(before))
        }
        if answered == heads.count { refuse(.headTooLong) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if isClosing { context.read() }
        context.fireChannelReadComplete()
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
            if guardian.heads.bytes > 0 {
                guardian.refuse(.headTooLate)
            } else {
                // Kept alive, or opened and never used: nobody to blame.
                guardian.close()
            }
        }
    }

    /// Answers below the HTTP encoder, which may be anywhere in its own state, and closes.
    private func refuse(_ refusal: PortRefusal) {
        guard let context, !isClosing else { return }
        counters.refuse(refusal.name)
        counters.countAnswer(refusal.status)
        context.writeAndFlush(Self.wrapOutboundOut(Problem(refusal).message), promise: nil)
        close()
    }
}

@available(*, unavailable)
extension ConnectionGuard: Sendable {}
