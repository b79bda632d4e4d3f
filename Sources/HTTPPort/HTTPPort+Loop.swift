import Glibc
package import NIOCore
import NIOPosix

extension HTTPPort {
    /// One thread on which connections are served, or other work is done that must not crowd out the bots'.
    package struct Loop: Sendable {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        /// Runs tasks on the thread.
        package let executor: any TaskExecutor

        /// - Parameter niceness: how far the thread gives way to the program's others where processors are short, 0...19
        ///   (setpriority(2), which on Linux is of one thread).
        package init(niceness: Int32 = 0) {
            let eventLoop = group.next()
            executor = LoopExecutor(eventLoop: eventLoop)
            guard niceness > 0 else { return }
            eventLoop.execute { _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness) }
        }

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

        /// Ends the thread. No task may be left that prefers it: it would never go on.
        package func shutdown() async {
            try? await group.shutdownGracefully()
        }
    }
}

/// Runs the pieces of tasks on an event loop's thread.
private final class LoopExecutor: TaskExecutor {
    let eventLoop: any EventLoop

    init(eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}
