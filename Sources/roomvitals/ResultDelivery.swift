import ArgumentParser
import Dispatch
import Monitor
import Synchronization

/// A session's result on its way out, beside the record: whoever reads standard output slowly, or not at all, keeps no
/// record from the disk and from the network; and whoever waits for the result does not wait for those.
final class ResultDelivery: Sendable {
    /// Seconds for which it is waited for once somebody has asked the program to end.
    private static let patience = 5

    private let outcome = Mutex<Result<Void, any Error>?>(nil)
    private let tally = ResultTally()
    /// Signalled at its end, and when somebody asks the program to end.
    private let news = DispatchSemaphore(value: 0)

    init(_ work: @escaping @Sendable (ResultTally) throws -> Void) {
        DispatchQueue(label: "roomvitals.result").async { [self] in
            let result = Result { try work(tally) }
            outcome.withLock { $0 = result }
            news.signal()
        }
    }

    /// Waits for its end: for as long as the reader takes, or a few seconds from when somebody wants the program to end.
    ///
    /// - Parameter signals: `nil` where they end the program as they come.
    /// - Throws: the exit status, why has been said.
    func finish(_ signals: SignalWatch?) throws {
        signals?.onFirst { [news] in news.signal() }
        news.wait()
        if outcome.withLock({ $0 == nil }) { _ = news.wait(timeout: .now() + .seconds(Self.patience)) }
        guard let outcome = outcome.withLock({ $0 }) else { throw ExitStatus.failed.because(fault) }
        try outcome.get()
    }

    private var fault: String {
        guard let (taken, total) = tally.counts else { return "the result has not been written, and is left" }
        return "nobody reads standard output: \(total - taken) of the result's \(total) bytes have not been written"
    }
}
