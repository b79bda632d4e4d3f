import Synchronization

/// A WebSocket client that stays connected to a feed: text frames in, text frames out.
///
/// It has a service thread of its own, on which its handler is called: messages are decoded and folded there, without
/// a queue in between, and a slow handler slows the server down through TCP. It connects again after a failure, as
/// ``ConnectionPolicy`` and ``Backoff`` say, until it is stopped or the failure is one that only a person can mend.
package final class FeedClient: Sendable {
    /// Called on the service thread, never twice at the same time, and let go of after ``FeedEvent/ended(_:)``.
    package typealias Handler = (FeedEvent, FeedControl) -> Void

    package let control: FeedControl
    private let thread: Mutex<ServiceThread?>

    /// Starts the service thread, which connects at once.
    ///
    /// - Throws: ``FeedFailure/library(_:)`` where there is no thread to be had; everything else comes as an event.
    package init(_ configuration: Configuration, handler: sending @escaping Handler) throws(FeedFailure) {
        let control = FeedControl(inbox: FeedInbox(limits: configuration.limits))
        self.control = control
        let thread = try ServiceThread(stackBytes: max(configuration.stackBytes, 1 << 20)) {
            FeedService(configuration, control: control, handler: handler).run()
        }
        self.thread = Mutex(thread)
    }

    deinit { stop() }

    /// Ends the client and waits for its thread: at most the close timeout and what the handler itself takes.
    ///
    /// Called by the handler, it only asks, as ``FeedControl/stop(code:reason:)`` does.
    package func stop(code: UInt16 = 1000, reason: String = "") {
        control.stop(code: code, reason: reason)
        let thread = thread.withLock { thread in
            if let current = thread.take() {
                if !current.isCurrent { return Optional(current) }
                current.detach()
            }
            return nil
        }
        thread?.join()
    }

    package var statistics: FeedStatistics { control.statistics }
}
