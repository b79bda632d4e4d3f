/// One attempt to connect, from the name lookup to the server's answer.
struct ConnectionAttempt {
    let number: UInt64
    /// When the whole of it must be done, by the monotonic clock.
    let deadline: UInt64
    /// Path and query.
    let target: String
    let token: String?
    /// Still to be tried.
    var addresses: [String] = []
    var stage = HandshakeStage.lookup
    /// Known before the library reports that the attempt failed.
    var failure: FeedFailure?

    /// The time until which the address that is tried next may take to connect: an equal share of what is left.
    func connectDeadline(now: UInt64) -> UInt64 {
        guard deadline > now else { return now }
        return now + (deadline - now) / UInt64(addresses.count + 1)
    }
}
