import ArgumentParser
import Dispatch
import Monitor
import Synchronization

/// A session's result on its way out, beside the record: whoever reads standard output slowly, or not at all, keeps no
/// record from the disk and from the network; and whoever waits for the result does not wait for those.
final class ResultDelivery: Sendable {
    private let outcome = Mutex<Result<Void, any Error>?>(nil)
    private let isDone = DispatchSemaphore(value: 0)

    init(_ work: @escaping @Sendable () throws -> Void) {
        DispatchQueue(label: "roomvitals.result").async { [self] in
            let result = Result { try work() }
            outcome.withLock { $0 = result }
            isDone.signal()
        }
    }

    /// Waits for its end, for as long as the reader takes.
    ///
    /// - Throws: the exit status, why has been said.
    func finish() throws {
        isDone.wait()
        try outcome.withLock { $0 }?.get()
    }
}
