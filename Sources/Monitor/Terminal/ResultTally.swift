import Synchronization

/// How much of a result standard output has taken, told from one thread to another.
package final class ResultTally: Sendable {
    private let state = Mutex((taken: 0, total: Int?.none))

    package init() {}

    func begin(_ total: Int) { state.withLock { $0.total = total } }
    func take(_ bytes: Int) { state.withLock { $0.taken += bytes } }

    /// Bytes that have been taken and that there are; `nil` where nothing of it has come so far as to be written.
    package var counts: (taken: Int, total: Int)? {
        state.withLock { state in state.total.map { (state.taken, $0) } }
    }
}
