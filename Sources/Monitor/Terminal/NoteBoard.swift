import Synchronization

/// Lines for people from any thread, kept until the thread that draws takes them, so that they do not run into a live view.
package final class NoteBoard: Sendable {
    /// Lines kept at most; of more, the oldest go and are counted.
    package static let limit = 200

    private let state = Mutex((lines: [String](), dropped: 0))

    package init() {}

    package func add(_ line: String) {
        state.withLock { state in
            state.lines.append(line)
            if state.lines.count > Self.limit {
                state.lines.removeFirst()
                state.dropped += 1
            }
        }
    }

    /// The lines since the last call, and how many were lost.
    package func take() -> [String] {
        state.withLock { state in
            defer { state = ([], 0) }
            return (state.dropped > 0 ? ["(\(state.dropped) messages left out)"] : []) + state.lines
        }
    }
}
