import Glibc
import Synchronization

/// Standard error, which nobody waits for long: a terminal that was halted, or a pipe that is not read, holds up no session
/// and no server. What it does not take is left out, and how much that was is said when it takes something again.
final class ErrorStream: Sendable {
    static let shared = ErrorStream()

    private struct State {
        /// It took nothing the last time.
        var isBlocked = false
        /// Lines since then.
        var leftOut: UInt64 = 0
    }

    /// ms for which it is waited for once; while it stays blocked, not at all.
    private static let patience: Int32 = 500
    /// Bytes that a pipe takes whole where it takes any (POSIX, PIPE_BUF, on Linux).
    private static let piece = 4_096

    private let state = Mutex(State())
    private let descriptor: Int32

    init(descriptor: Int32 = STDERR_FILENO) { self.descriptor = descriptor }

    /// Writes a text, or leaves it out.
    ///
    /// - Parameters:
    ///   - isLine: whether it is told how many of such were left out.
    ///   - isUrgent: not waited for in any case.
    func write(_ text: String, isLine: Bool, isUrgent: Bool = false) {
        state.withLock { state in
            guard takes(within: state.isBlocked || isUrgent ? 0 : Self.patience) else {
                state.isBlocked = true
                if isLine { state.leftOut &+= 1 }
                return
            }
            state.isBlocked = false
            var bytes = Array(text.utf8)[...]
            if state.leftOut > 0 {
                let lines = state.leftOut == 1 ? "a line was" : "\(state.leftOut) lines were"
                bytes = Array("roomvitals: \(lines) left out: standard error took nothing\n".utf8) + bytes
                state.leftOut = 0
            }
            while !bytes.isEmpty {
                guard takes(within: Self.patience) else {
                    state.isBlocked = true
                    return
                }
                let piece = bytes.prefix(Self.piece)
                guard piece.withUnsafeBytes({ Console.write($0, to: descriptor) }) else { return }
                bytes = bytes.dropFirst(piece.count)
            }
        }
    }

    private func takes(within patience: Int32) -> Bool {
        var error = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        // A reader that is gone, or none at all, shows when it is written to.
        return poll(&error, 1, patience) == 1 && error.revents != 0
    }
}
