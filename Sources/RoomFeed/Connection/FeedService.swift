import CLibwebsockets

/// The life of a client on its service thread: connect, serve, wait, connect again.
///
/// Nothing here is touched by another thread. The library calls back (`FeedService+Library`) with a socket's bytes
/// (`FeedService+Receiving`) or for more (`FeedService+Sending`), a timer brings what is due by time, and ``FeedInbox``
/// brings wishes (`FeedService+Time`); each may end in a change of the phase.
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
    var phase = Phase.waiting
    /// When the phase must be over, by the monotonic clock.
    var deadline: UInt64 = 0
    var attempt: ConnectionAttempt?
    /// The one connection; `nil` while there is none.
    var connection: OpaquePointer?
    /// `nil` where it has none, and before the connection is there.
    var tls: TLSConnection?
    /// While the server's answer is awaited.
    var upgrade: UpgradeAnswer?
    var reader: MessageReader
    /// Nothing that still comes has a meaning: the server's close frame was read, or something that breaks the rules.
    var isDeaf = false
    var outgoing = OutgoingBytes()
    var pongs: PongQueue
    var isPingDue = false
    /// The payload of the close frame to send as soon as the socket takes one.
    var closing: [UInt8]?
    /// So many messages were queued before the server's fault was found, and go before the close frame.
    var owed = 0
    /// The connection ends when everything has been sent.
    var endsWhenSent = false
    /// Why the connection that is open or closing ends, where that is known before it has ended.
    var cause: FeedFailure?
    var context: OpaquePointer?
    var host: OpaquePointer?
    var certificates: TLSContext?
    var stop: FeedInbox.Stop?

    let control: FeedControl
    let handler: FeedClient.Handler
    var policy: ConnectionPolicy
    var backoff: Backoff
    var generator = SystemRandomNumberGenerator()
    var heartbeat: Heartbeat
    var pings: (interval: Duration, timeout: Duration)
    var connectedAt: UInt64 = 0
    var nextTick: UInt64 = 0
    var attempts: UInt64 = 0
    var end = FeedEnd.stopped
    let timer: UnsafeMutablePointer<shim_timer>

    init(_ configuration: FeedClient.Configuration, control: FeedControl, handler: @escaping FeedClient.Handler) {
        self.configuration = configuration
        self.control = control
        self.handler = handler
        inbox = control.inbox
        policy = configuration.policy
        backoff = configuration.backoff
        pings = (configuration.pingInterval, configuration.pingTimeout)
        heartbeat = Heartbeat(interval: pings.interval, timeout: pings.timeout, now: 0)
        reader = MessageReader(limits: configuration.limits)
        pongs = PongQueue(limit: configuration.limits.pendingPongs)
        timer = .allocate(capacity: 1)
        timer.initialize(to: shim_timer())
    }

    deinit { timer.deallocate() }

    /// Serves until the end; the last event is sent when the library has nothing left to call back with.
    func run() {
        do throws(FeedFailure) {
            if configuration.endpoint.isSecure { certificates = try trustedCertificates() }
            try serve()
        } catch {
            fail(error)
        }
        emit(.ended(end))
    }

    private func trustedCertificates() throws(FeedFailure) -> TLSContext {
        do throws(TLSFailure) {
            return try TLSContext(caFile: configuration.caFile)
        } catch {
            throw .tls(error)
        }
    }

    private func serve() throws(FeedFailure) {
        let owner = Unmanaged.passUnretained(self).toOpaque()
        let service = try ServiceContext(owner: owner)
        (context, host) = (service.context, service.host)
        timer.pointee.owner = owner
        inbox.attach(service.context)
        nextTick = MonotonicClock.now() &+ configuration.tickInterval.clockNanoseconds
        obeyWishes()
        while phase != .ended {
            if lws_service(service.context, 0) < 0 { fail(.library("its loop ended")) }
        }
        // Nobody may wake a context that is being destroyed.
        inbox.attach(nil)
        lws_sul_cancel(&timer.pointee.timer)
        (context, host, connection) = (nil, nil, nil)
    }

    func emit(_ event: FeedEvent) { handler(event, control) }
}
