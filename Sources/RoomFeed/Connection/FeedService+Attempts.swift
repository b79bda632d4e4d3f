import CLibwebsockets
import WireText

// Attempts and their ends.
extension FeedService {
    func beginAttempt(now: UInt64) {
        attempts += 1
        inbox.count { $0.attempts += 1 }
        emit(.connecting(attempt: attempts))
        let credentials = configuration.credentials()
        let endpoint = configuration.endpoint
        let target = endpoint.requestTarget(adding: credentials.query)
        if let fault = credentials.tokenFault { return failAttempt(.credentials(fault), now: now) }
        if target.utf8.count > FeedEndpoint.targetLimit {
            return failAttempt(
                .credentials("with the URL's query it exceeds \(FeedEndpoint.targetLimit) bytes"), now: now)
        }
        deadline = now &+ configuration.handshakeTimeout.clockNanoseconds
        attempt = ConnectionAttempt(
            number: attempts, deadline: deadline, target: target, token: credentials.bearerToken)
        if AddressLookup.isNumeric(endpoint.host) { return connect(to: [endpoint.host], now: now) }
        phase = .lookingUp
        do throws(FeedFailure) {
            try AddressLookup.begin(endpoint.host) { [inbox, attempts] outcome in
                inbox.deliver(outcome, of: attempts)
            }
        } catch {
            failAttempt(error, now: now)
        }
    }

    func take(_ outcome: AddressLookup.Outcome, of number: UInt64, now: UInt64) {
        guard phase == .lookingUp, number == attempts else { return }
        switch outcome {
        case .addresses(let addresses): connect(to: Array(addresses.prefix(Self.addressLimit)), now: now)
        case .failed(let reason):
            failAttempt(.nameNotFound(host: configuration.endpoint.host, reason: reason), now: now)
        }
    }

    /// So many addresses of one name are tried in an attempt.
    private static let addressLimit = 8

    private func connect(to addresses: [String], now: UInt64) {
        attempt?.addresses = addresses
        connectNext(now: now)
    }

    /// The server has accepted the upgrade.
    func connected(now: UInt64) {
        phase = .open
        deadline = .max
        attempt = nil
        connectedAt = now
        heartbeat = Heartbeat(interval: pings.interval, timeout: pings.timeout, now: now)
        inbox.count { statistics in
            if statistics.connects > 0 { statistics.reconnects += 1 }
            statistics.connects += 1
        }
        policy.connected()
        inbox.setConnected(true)
        emit(.connected)
        arm(now: now)
    }

    func heard(now: UInt64) { heartbeat.heard(at: now) }

    /// The connection that was open has ended.
    func disconnected(_ failure: FeedFailure, now: UInt64) {
        inbox.setConnected(false)
        backoff.connectionEnded(after: .nanoseconds(Int64(clamping: now &- connectedAt)))
        failAttempt(failure, now: now)
    }

    /// An attempt has failed, or a connection has ended.
    func failAttempt(_ failure: FeedFailure, now: UInt64) {
        connection = nil
        attempt = nil
        if stop != nil { return finish(.stopped) }
        let delay: Duration
        switch policy.decision(after: failure) {
        case .retry: delay = backoff.next(using: &generator)
        case .wait(let asked): delay = asked
        case .final(let advice):
            emit(.disconnected(failure, retryIn: nil))
            return finish(.failed(failure, advice: advice))
        }
        phase = .waiting
        deadline = now &+ delay.clockNanoseconds
        emit(.disconnected(failure, retryIn: delay))
        arm(now: now)
    }

    func fail(_ failure: FeedFailure) {
        emit(.disconnected(failure, retryIn: nil))
        let advice =
            if case .final(let advice) = policy.decision(after: failure) { advice } else { "it cannot go on" }
        finish(.failed(failure, advice: advice))
    }

    func finish(_ end: FeedEnd) {
        phase = .ended
        self.end = end
        // The library may go on sleeping otherwise.
        if let context { lws_cancel_service(context) }
    }
}
