package import NIOCore
import NIOPosix

extension HTTPPort {
    /// The one thread that serves a port's connections.
    package struct Loop: Sendable {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

        package init() {}

        package var eventLoop: any EventLoop { group.next() }

        /// Makes what lives on the loop, there.
        package func make<Value>(_ body: @escaping @Sendable (any EventLoop) -> Value) async -> NIOLoopBound<Value> {
            await withCheckedContinuation { continuation in
                let eventLoop = eventLoop
                eventLoop.execute {
                    continuation.resume(returning: NIOLoopBound(body(eventLoop), eventLoop: eventLoop))
                }
            }
        }

        package func shutdown() async {
            try? await group.shutdownGracefully()
        }
    }
}
