import Glibc
import Synchronization

/// Turns SIGINT, SIGTERM and SIGHUP into calls, on a thread of its own.
///
/// Made before any other thread is, so that all inherit the blocked mask and the signals wait for `sigwait`.
package final class SignalWatch: Sendable {
    private struct State {
        var actions: [@Sendable () -> Void] = []
        var hasFired = false
        var lastWork: LastWork?
    }

    /// What is said of work that goes on behind a session's end, to whoever wants it to end.
    package struct LastWork: Sendable {
        /// With the first signal: what becomes of it should a second one end the program.
        package let warning: @Sendable () -> String
        /// With the second, once this has done what is still to be done.
        package let farewell: @Sendable () -> String

        package init(warning: @escaping @Sendable () -> String, farewell: @escaping @Sendable () -> String) {
            self.warning = warning
            self.farewell = farewell
        }
    }

    private let state = Mutex(State())

    package init() {
        Self.hold()
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

    /// Keeps the signals waiting: the first thing that a program does, before somebody sends one.
    package static func hold() {
        var mask = mask()
        pthread_sigmask(SIG_BLOCK, &mask, nil)
    }

    /// Lets signals end the program, as they do without a watch: for work that has nothing to tell when it is cut short.
    package static func release() {
        var mask = mask()
        pthread_sigmask(SIG_UNBLOCK, &mask, nil)
    }

    /// Seconds within which a second signal is the first one's echo: supervisors signal the process and its group.
    private static let impatience: Double = 1

    private static func mask() -> sigset_t {
        var mask = sigset_t()
        sigemptyset(&mask)
        sigaddset(&mask, SIGINT)
        sigaddset(&mask, SIGTERM)
        // nohup has it ignored, and means it.
        var hangUp = sigaction()
        sigaction(SIGHUP, nil, &hangUp)
        if unsafeBitCast(hangUp.__sigaction_handler.sa_handler, to: Int.self) != 1 { sigaddset(&mask, SIGHUP) }
        return mask
    }

    /// What the first signal does. A later one ends the process at once: somebody who asks twice means it.
    package func onFirst(_ action: @escaping @Sendable () -> Void) {
        let isLate = state.withLock { state in
            if !state.hasFired { state.actions.append(action) }
            return state.hasFired
        }
        // The signal came while the program was still starting.
        if isLate { action() }
    }

    /// Does the program's last work. The first signal is answered with its warning and changes nothing; where the first
    /// has been, the warning comes at once.
    package func during<Result>(_ lastWork: LastWork, _ work: () -> Result) -> Result {
        let isLate = state.withLock { state in
            state.lastWork = lastWork
            return state.hasFired
        }
        if isLate { Console.note(lastWork.warning()) }
        defer { state.withLock { $0.lastWork = nil } }
        return work()
    }

    private func wait() -> Never {
        var mask = Self.mask()
        var signal: Int32 = 0
        var first: Double?
        while true {
            guard sigwait(&mask, &signal) == 0 else { continue }
            if let first {
                guard Clock.monotonic - first >= Self.impatience else { continue }
                if let farewell = state.withLock({ $0.lastWork?.farewell }) { Console.noteUnlessBlocked(farewell()) }
                _exit(128 + signal)
            }
            first = Clock.monotonic
            let (actions, warning) = state.withLock { state in
                state.hasFired = true
                return (state.actions, state.lastWork?.warning)
            }
            if let warning {
                Console.noteUnlessBlocked(warning())
            } else {
                for action in actions { action() }
            }
        }
    }
}
