import NIOCore

/// First in the pipeline while the connection speaks HTTP: a request's head must arrive soon and be short, and an answer
/// must be read.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let limits: PortLimits
    private let counters: PortCounters
    private var context: ChannelHandlerContext?
    /// Bytes of the head at hand.
    private var bytes = 0
    private var isReadingHead = true
    private var timer: Scheduled<Void>?
    private var pendingWrites = 0
    private var lastProgress = NIODeadline.now()
    private var writeTimer: Scheduled<Void>?
    private(set) var isClosing = false

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

    /// The last answer is written: closes for sending, and drops what still comes for a moment, so that the peer is not
    /// reset before it has read the answer.
    func close() {
        guard let context, !isClosing else { return }
        isClosing = true
        context.close(mode: .output, promise: nil)
        let channel = context.channel
        timer?.cancel()
        timer = context.eventLoop.scheduleTask(in: TimeAmount(limits.closeTimeout)) { channel.close(promise: nil) }
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        startTimer()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        writeTimer?.cancel()
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

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let written = promise ?? context.eventLoop.makePromise(of: Void.self)
        if pendingWrites == 0 {
            lastProgress = .now()
            watchWrites()
        }
        pendingWrites += 1
        written.futureResult.assumeIsolated().whenComplete { _ in
            self.pendingWrites -= 1
            self.lastProgress = .now()
        }
        context.write(data, promise: written)
    }

    private func watchWrites() {
        guard let context, writeTimer == nil else { return }
        let due = lastProgress + TimeAmount(limits.writeTimeout)
        let loopBound = NIOLoopBound(self, eventLoop: context.eventLoop)
        writeTimer = context.eventLoop.scheduleTask(deadline: due) { loopBound.value.checkWrites() }
    }

    private func checkWrites() {
        writeTimer = nil
        guard pendingWrites > 0, let context else { return }
        guard NIODeadline.now() - lastProgress >= TimeAmount(limits.writeTimeout) else { return watchWrites() }
        counters.refuse("slow_reader")
        context.close(promise: nil)
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
                guardian.context?.close(promise: nil)
            }
        }
    }

    /// Answers below the HTTP encoder, which may be anywhere in its own state, and closes.
    private func refuse(_ status: Int, _ phrase: String, counted name: String) {
        guard let context, !isClosing else { return }
        counters.refuse(name)
        let answer = "HTTP/1.1 \(status) \(phrase)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
        close()
    }
}

@available(*, unavailable)
extension ConnectionGuard: Sendable {}
