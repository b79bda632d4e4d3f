import NIOCore

/// Nearest to the socket while the connection speaks HTTP: what is written must be taken, and all of it is sent before the
/// connection is closed for sending.
final class AnswerGuard: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    private let limits: PortLimits
    private let counters: PortCounters
    private var context: ChannelHandlerContext?
    private var pendingWrites = 0
    /// Bytes handed over for writing since the connection began, and how many of them the socket had when that was last
    /// looked at.
    private var handedBytes = 0
    private var takenBytes = 0
    private var lastProgress = NIODeadline.now()
    private var timer: Scheduled<Void>?
    /// Closing for sending, put off until all is written.
    private var end: EventLoopPromise<Void>?

    init(limits: PortLimits, counters: PortCounters) {
        self.limits = limits
        self.counters = counters
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        self.context = nil
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let written = promise ?? context.eventLoop.makePromise(of: Void.self)
        if pendingWrites == 0 {
            takenBytes = handedBytes
            lastProgress = .now()
            startTimer()
        }
        pendingWrites += 1
        handedBytes += Self.unwrapOutboundIn(data).readableBytes
        written.futureResult.assumeIsolated().whenComplete { _ in self.endWrite() }
        context.write(data, promise: written)
    }

    private func endWrite() {
        pendingWrites -= 1
        guard pendingWrites == 0, let end else { return }
        self.end = nil
        guard let context else { return end.fail(ChannelError.alreadyClosed) }
        context.close(mode: .output, promise: end)
    }

    /// NIO, as of 2.101, throws away what is not written yet where the peer has closed its half.
    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard case .output = mode, pendingWrites > 0 else { return context.close(mode: mode, promise: promise) }
        let end = end ?? context.eventLoop.makePromise(of: Void.self)
        self.end = end
        end.futureResult.cascade(to: promise)
        context.flush()
    }

    /// Looks four times within the limit, so that a reader is not long over it.
    private func startTimer() {
        guard let context, timer == nil else { return }
        let loopBound = NIOLoopBound(self, eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(in: TimeAmount(limits.writeTimeout / 4)) {
            loopBound.value.timer = nil
            loopBound.value.check()
        }
    }

    private func check() {
        guard pendingWrites > 0, let context else { return }
        // A long answer is one write: what counts is whether any of it goes out.
        let waiting = (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        if handedBytes - waiting > takenBytes {
            takenBytes = handedBytes - waiting
            lastProgress = .now()
        }
        guard NIODeadline.now() - lastProgress >= TimeAmount(limits.writeTimeout) else { return startTimer() }
        counters.refuse("slow_reader")
        context.close(promise: nil)
    }
}

@available(*, unavailable)
extension AnswerGuard: Sendable {}
