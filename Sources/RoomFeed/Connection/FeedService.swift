import CLibwebsockets

/// The life of a client on its service thread: connect, serve, wait, connect again.
///
/// Nothing here is touched by another thread. The library calls back (`FeedService+Library`), a timer brings what is
/// due by time, and ``FeedInbox`` brings wishes; each ends in a change of the phase.
final class FeedService {
    enum Phase {
        case lookingUp
        /// Another address is to be tried, as soon as the library has put the last connection away.
        case connectDue
        case connecting
        case open
        /// A close frame was asked for, or the connection is being cut.
        case closing
        case waiting
        case ended
    }

    let configuration: FeedClient.Configuration
    let inbox: FeedInbox
    let log = LibraryLog()
    var phase = Phase.waiting
    /// When the phase must be over, by the monotonic clock.
    var deadline: UInt64 = 0
    var attempt: ConnectionAttempt?
    /// The one connection; `nil` while there is none.
    var connection: OpaquePointer?
    var assembly: MessageAssembly
    var isPingDue = false
    /// Why the connection that is open or closing ends, where that is known before it has ended.
    var cause: FeedFailure?
    var context: OpaquePointer?
    var host: OpaquePointer?
    var sendBuffer = SendBuffer()
    var validation = UTF8Validation()
    var stop: FeedInbox.Stop?
    /// The close frame to send as soon as the socket takes one.
    var closing: FeedInbox.Stop?
    /// The code to answer the server's close frame with, where it is not the frame's own.
    var answer: UInt16?

    private let control: FeedControl
    private let handler: FeedClient.Handler
    private var policy: ConnectionPolicy
    private var backoff: Backoff
    private var generator = SystemRandomNumberGenerator()
    private var heartbeat: Heartbeat
    private var pings: (interval: Duration, timeout: Duration)
    private var connectedAt: UInt64 = 0
    private var nextTick: UInt64 = 0
    private var attempts: UInt64 = 0
    private var end = FeedEnd.stopped
    private let timer: UnsafeMutablePointer<shim_timer>

    init(_ configuration: FeedClient.Configuration, control: FeedControl, handler: @escaping FeedClient.Handler) {
        self.configuration = configuration
        self.control = control
        self.handler = handler
        inbox = control.inbox
        policy = configuration.policy
        backoff = configuration.backoff
        pings = (configuration.pingInterval, configuration.pingTimeout)
        heartbeat = Heartbeat(interval: pings.interval, timeout: pings.timeout, now: 0)
        assembly = MessageAssembly(
            messageLimit: configuration.limits.messageBytes, fragmentLimit: configuration.limits.fragmentsPerMessage)
        timer = .allocate(capacity: 1)
        timer.initialize(to: shim_timer())
    }

    deinit { timer.deallocate() }

    /// Serves until the end; the last event is sent when the library has nothing left to call back with.
    func run() {
        log.whileCurrent {
            do throws(FeedFailure) {
                if configuration.endpoint.isSecure {
                    let certificates = try certificates()
                    try serve(certificates: certificates.pointer)
                } else {
                    try serve(certificates: nil)
                }
            } catch {
                fail(error)
            }
        }
        emit(.ended(end))
    }

    private func certificates() throws(FeedFailure) -> TLSContext {
        do throws(TLSFailure) {
            return try TLSContext(caFile: configuration.caFile)
        } catch {
            throw .tls(error)
        }
    }

    private func serve(certificates: OpaquePointer?) throws(FeedFailure) {
        let owner = Unmanaged.passUnretained(self).toOpaque()
        let service = try ServiceContext(certificates: certificates, owner: owner)
        (context, host) = (service.context, service.host)
        timer.pointee.owner = owner
        inbox.attach(service.context)
        nextTick = MonotonicClock.now() &+ configuration.tickInterval.clockNanoseconds
        obeyWishes()
        while phase != .ended {
            if lws_service(service.context, 0) < 0 { fail(.library(log.lastError ?? "its loop ended")) }
        }
        // Nobody may wake a context that is being destroyed.
        inbox.attach(nil)
        lws_sul_cancel(&timer.pointee.timer)
        (context, host, connection) = (nil, nil, nil)
    }

    func emit(_ event: FeedEvent) { handler(event, control) }
}

// Attempts and their ends.
extension FeedService {
    private func beginAttempt(now: UInt64) {
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

    private func take(_ outcome: AddressLookup.Outcome, of number: UInt64, now: UInt64) {
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

    /// The connection is up: called by the library's callback.
    func connected(now: UInt64) {
        phase = .open
        deadline = .max
        attempt = nil
        cause = nil
        isPingDue = false
        assembly.reset()
        validation.reset()
        (closing, answer) = (nil, nil)
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

    private func fail(_ failure: FeedFailure) {
        emit(.disconnected(failure, retryIn: nil))
        let advice =
            if case .final(let advice) = policy.decision(after: failure) { advice } else { "it cannot go on" }
        finish(.failed(failure, advice: advice))
    }

    private func finish(_ end: FeedEnd) {
        phase = .ended
        self.end = end
        // The library may go on sleeping otherwise.
        if let context { lws_cancel_service(context) }
    }
}

// Wishes and time.
extension FeedService {
    /// May be called more often than there are wishes.
    func obeyWishes() {
        guard phase != .ended else { return }
        let wishes = inbox.takeWishes()
        let now = MonotonicClock.now()
        if let pings = wishes.pings {
            self.pings = pings
            heartbeat.setLimits(interval: pings.interval, timeout: pings.timeout)
        }
        if let lookup = wishes.lookup { take(lookup.outcome, of: lookup.attempt, now: now) }
        if let stop = wishes.stop, self.stop == nil { begin(stop, now: now) }
        if wishes.hasMessages, phase == .open, let connection { lws_callback_on_writable(connection) }
        arm(now: now)
    }

    private func begin(_ stop: FeedInbox.Stop, now: UInt64) {
        self.stop = stop
        switch phase {
        case .open:
            deadline = now &+ configuration.closeTimeout.clockNanoseconds
            if let connection { lws_callback_on_writable(connection) }
        case .closing, .ended: break
        case .lookingUp, .connectDue, .connecting, .waiting: finish(.stopped)
        }
    }

    private func timeHasCome() {
        guard phase != .ended else { return }
        let now = MonotonicClock.now()
        if now >= nextTick {
            nextTick = now &+ max(1_000_000, configuration.tickInterval.clockNanoseconds)
            emit(.tick(now: now))
        }
        if now >= deadline { overdue(now: now) }
        arm(now: now)
    }

    private func overdue(now: UInt64) {
        switch phase {
        case .waiting: beginAttempt(now: now)
        case .connectDue: connectNext(now: now)
        case .lookingUp: failAttempt(.timedOut(stage: .lookup, limit: configuration.handshakeTimeout), now: now)
        case .connecting:
            let stage = attempt?.stage ?? .connect
            attempt?.failure = .timedOut(stage: stage, limit: configuration.handshakeTimeout)
            cut()
        case .closing where answer != nil: correctAnswer(now: now)
        case .open, .closing: cut()
        case .ended: break
        }
    }

    /// Ends the connection for a fault of the server's.
    func refuse(_ failure: FeedFailure, closing code: UInt16) {
        cause = failure
        close(with: FeedInbox.Stop(code: code, reason: ""))
        if let connection { lws_callback_on_writable(connection) }
    }

    func close(with frame: FeedInbox.Stop) {
        closing = frame
        awaitClose()
    }

    /// The server has the close timeout to end the connection.
    func awaitClose() {
        let now = MonotonicClock.now()
        phase = .closing
        deadline = answer == nil ? now &+ configuration.closeTimeout.clockNanoseconds : now
        arm(now: now)
    }

    /// Replaces the answer to a close frame that the library has prepared and not yet sent: it looks at timers before
    /// it looks at sockets.
    private func correctAnswer(now: UInt64) {
        if let answer, let connection { lws_close_reason(connection, lws_close_status(UInt32(answer)), nil, 0) }
        answer = nil
        awaitClose()
    }

    /// Ends the connection without another word; the library reports its end at once.
    func cut() {
        deadline = .max
        if phase == .open { phase = .closing }
        if let connection { lws_set_timeout(connection, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_ASYNC) }
    }

    /// Sets the timer to the next thing that is due.
    func arm(now: UInt64) {
        guard let context, phase != .ended else { return }
        var next = min(nextTick, deadline)
        if phase == .open { next = min(next, attend(now: now)) }
        let microseconds = next > now ? (next - now) / 1000 + 1 : 1
        lws_sul_schedule(
            context, 0, &timer.pointee.timer, Self.timerCallback, lws_usec_t(clamping: microseconds))
    }

    /// Looks after the open connection's pings.
    ///
    /// - Returns: when to look again.
    private func attend(now: UInt64) -> UInt64 {
        switch heartbeat.look(at: now) {
        case .quiet(let until): return until
        case .ping:
            isPingDue = true
            if let connection { lws_callback_on_writable(connection) }
            return now &+ heartbeat.interval
        case .dead:
            cause = .pingTimeout(pings.timeout)
            inbox.count { $0.pingTimeouts += 1 }
            cut()
            return .max
        }
    }

    private static let timerCallback: sul_cb_t = { timer in
        guard let timer else { return }
        let owner = UnsafeMutableRawPointer(timer).assumingMemoryBound(to: shim_timer.self).pointee.owner
        guard let owner else { return }
        Unmanaged<FeedService>.fromOpaque(owner).takeUnretainedValue().timeHasCome()
    }
}
