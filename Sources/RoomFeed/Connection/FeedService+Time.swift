import CLibwebsockets

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
        case .open, .closing: cut()
        case .ended: break
        }
    }

    /// Has a close frame sent. The server has the close timeout to end the connection.
    func close(with payload: [UInt8]) {
        closing = payload
        let now = MonotonicClock.now()
        phase = .closing
        deadline = now &+ configuration.closeTimeout.clockNanoseconds
        if let connection { lws_callback_on_writable(connection) }
        arm(now: now)
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
        // What is due is due at the library's very next look, within the same microsecond too.
        let microseconds = next > now ? (next - now) / 1000 + 1 : 0
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
