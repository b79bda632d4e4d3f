import Glibc
import Synchronization

/// Turns SIGINT and SIGTERM into calls, on a thread of its own.
///
/// Made before any other thread is, so that all inherit the blocked mask and the signals wait for `sigwait`.
package final class SignalWatch: Sendable {
    private let actions = Mutex<[@Sendable () -> Void]>([])

    package init() {
        var mask = sigset_t()
        sigemptyset(&mask)
        sigaddset(&mask, SIGINT)
        sigaddset(&mask, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &mask, nil)
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<SignalWatch>.fromOpaque(context).takeRetainedValue().wait()
            }, context)
        pthread_detach(thread)
    }

    /// What the first signal does. A second one ends the process at once, as somebody who asks twice means it.
    package func onFirst(_ action: @escaping @Sendable () -> Void) {
        actions.withLock { $0.append(action) }
    }

    private func wait() -> Never {
        var mask = sigset_t()
        sigemptyset(&mask)
        sigaddset(&mask, SIGINT)
        sigaddset(&mask, SIGTERM)
        var signal: Int32 = 0
        var count = 0
        while true {
            guard sigwait(&mask, &signal) == 0 else { continue }
            count += 1
            if count > 1 { _exit(128 + signal) }
            for action in actions.withLock({ $0 }) { action() }
        }
    }
}
