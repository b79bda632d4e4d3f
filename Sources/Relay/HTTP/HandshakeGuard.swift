import NIOCore

/// First in the pipeline until the upgrade: a request's head must arrive soon and be short.
final class HandshakeGuard: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let limits: RelayLimits
    private let counters: RelayCounters
    private var context: ChannelHandlerContext?
    private var bytes = 0
    private var timer: Scheduled<Void>?
    private(set) var isClosing = false

    init(limits: RelayLimits, counters: RelayCounters) {
        self.limits = limits
        self.counters = counters
    }

    /// An answer is on its way: the next request may begin.
    func requestEnded() {
        bytes = 0
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
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosing else { return }
        bytes += Self.unwrapInboundIn(data).readableBytes
        guard bytes <= limits.maxHandshakeBytes else {
            return refuse(431, "Request Header Fields Too Large", counted: "handshake_too_long")
        }
        context.fireChannelRead(data)
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
        counters.update { $0.refusedHandshakes[name, default: 0] += 1 }
        let answer = "HTTP/1.1 \(status) \(phrase)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
        close()
    }
}

@available(*, unavailable)
extension HandshakeGuard: Sendable {}
