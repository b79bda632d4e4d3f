/// When a record that could not be sent is tried again, and when not.
package struct SavePolicy: Sendable, Equatable {
    /// Tries after the first.
    package var retries = 3
    /// Seconds before the first of them; each next one waits twice as long.
    package var firstPause: Double = 1
    /// The longest `Retry-After` that is waited for, seconds; where the endpoint asks for more, the record stays in the
    /// spool.
    package var longestRetryAfter: Double = 30
    /// Seconds for connecting.
    package var connectTimeout: Double = 5
    /// Seconds for the answer, from the moment at which the record's last byte has arrived.
    package var answerTimeout: Double = 15
    /// Seconds without a byte after which the rest of an answer is not waited for.
    package var answerStall: Double = 1.5
    /// Bytes a second: a record may take its time as long as so many flow.
    package var slowestFlow: Double = 1_000
    /// Seconds over which that is measured.
    package var flowWindow: Double = 15
    /// Seconds for all tries and pauses: less than the 90 that systemd waits for a service to stop.
    package var deadline: Double = 75
    /// Whether a try is cut off at the deadline though its bytes flow: not where nobody waits for its end.
    package var cutsOff = true

    package init() {}

    package enum Next: Sendable, Equatable {
        case saved
        /// The endpoint will not have it, however often it is asked.
        case refused
        case again(after: Double)
        /// No more now: the next start, or `sessions resend`, tries again.
        case later
    }

    /// What to do after a try.
    ///
    /// - Parameters:
    ///   - retry: 0 after the first try.
    ///   - elapsed: seconds since the first try began.
    package func next(after answer: SaveAnswer, retry: Int, elapsed: Double) -> Next {
        var pause = firstPause
        for _ in 0..<min(retry, 30) { pause *= 2 }
        switch answer {
        case .status(200...299, _, _): return .saved
        // Not followed: the token and what was said go to the address that was configured, and to no other.
        case .status(300...399, _, _): return .later
        case .status(408, let wait, _), .status(425, let wait, _), .status(429, let wait, _),
            .status(500..., let wait, _):
            if let wait {
                guard wait <= longestRetryAfter else { return .later }
                pause = max(pause, wait)
            }
        case .status(400...499, _, _): return .refused
        // Nothing that HTTP knows: a broken server.
        case .status: break
        case .unreachable: break
        }
        guard retry < retries, elapsed + pause < deadline else { return .later }
        return .again(after: pause)
    }
}
