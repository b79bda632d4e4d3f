/// Sends one record, as often as the policy says.
package struct RecordSender: Sendable {
    /// What became of it.
    package enum Delivery: Sendable, Equatable {
        /// The endpoint has it.
        case saved(tries: Int)
        /// The endpoint will not have it; what it said.
        case refused(String)
        /// It waits for better times; what went wrong last, and the seconds that the endpoint wants to be left alone.
        case waiting(String, retryAfter: Double?)
    }

    package var endpoint: SaveEndpoint
    package var policy: SavePolicy
    package var userAgent: String
    /// Seconds since 1970, for signatures and dates.
    package var wallClock: @Sendable () -> Double
    /// Seconds on a clock that nobody sets.
    package var monotonicClock: @Sendable () -> Double
    /// Waits that many seconds, or less where it is cancelled.
    package var pause: @Sendable (Double) -> Void

    package init(
        endpoint: SaveEndpoint, policy: SavePolicy = SavePolicy(), userAgent: String,
        wallClock: @escaping @Sendable () -> Double, monotonicClock: @escaping @Sendable () -> Double,
        pause: @escaping @Sendable (Double) -> Void
    ) {
        self.endpoint = endpoint
        self.policy = policy
        self.userAgent = userAgent
        self.wallClock = wallClock
        self.monotonicClock = monotonicClock
        self.pause = pause
    }

    /// One that lets a record take as long as its bytes flow.
    package var patient: RecordSender {
        var other = self
        other.policy.cutsOff = false
        return other
    }

    /// Blocks until the record is saved, refused, or given up for now.
    ///
    /// - Parameters:
    ///   - failed: called after each try that failed, with what went wrong and the seconds until the next.
    ///   - isCancelled: ends it early.
    package func deliver(
        _ record: SpooledRecord, isCancelled: @escaping @Sendable () -> Bool = { false },
        failed: (SaveAnswer, _ next: Double) -> Void = { _, _ in }
    ) -> Delivery {
        let began = monotonicClock()
        var retry = 0
        while true {
            let request = SaveRequest(endpoint: endpoint, policy: policy, userAgent: userAgent)
            let left = policy.cutsOff ? policy.deadline - (monotonicClock() - began) : nil
            let answer = request.send(record, now: wallClock(), limit: left, isCancelled: isCancelled)
            switch policy.next(after: answer, retry: retry, elapsed: monotonicClock() - began) {
            case .saved: return .saved(tries: retry + 1)
            case .refused: return .refused(answer.text)
            case .later: return .waiting(answer.text, retryAfter: answer.retryAfter)
            case .again(let seconds):
                failed(answer, seconds)
                pause(seconds)
                if isCancelled() { return .waiting(answer.text, retryAfter: answer.retryAfter) }
                retry += 1
            }
        }
    }
}
