import SessionStore
import Synchronization

/// Tells the operator what the store does not do, each kind of failure once in a while, and that it does again.
final class StoreNotes: Sendable {
    /// Seconds between two notes of one kind.
    private static let interval = 10.0

    private struct State {
        var last: [StoreFailure.Kind: Double] = [:]
        /// What was said, and nothing of its end.
        var failing: Set<StoreFailure.Kind> = []
    }

    private let name: String
    private let monotonic: @Sendable () -> Double
    private let note: @Sendable (String) -> Void
    private let state = Mutex(State())

    init(name: String, monotonic: @escaping @Sendable () -> Double, note: @escaping @Sendable (String) -> Void) {
        self.name = name
        self.monotonic = monotonic
        self.note = note
    }

    func failed(_ failure: StoreFailure) {
        let now = monotonic()
        let isTime = state.withLock { state in
            if let then = state.last[failure.kind], now - then < Self.interval { return false }
            state.last[failure.kind] = now
            state.failing.insert(failure.kind)
            return true
        }
        // On one line, without what terminals make of tabs.
        let words = "\(failure)".split { $0.isWhitespace }.joined(separator: " ")
        if isTime { note("\(name): \(words)") }
    }

    /// - Parameter changes: whether something was written; that something can be read says nothing of a disk that is full.
    func succeeded(changes: Bool) {
        let isOver = state.withLock { state in
            guard !state.failing.isEmpty else { return false }
            state.failing.formIntersection(changes ? [] : [.full, .readOnly, .locked])
            return state.failing.isEmpty
        }
        if isOver { note("\(name): it works again") }
    }
}
