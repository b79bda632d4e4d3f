import HTTPPort
import NIOCore
import NIOWebSocket

/// What a relay's event loop owns: the rooms, and how a connection gets into them.
final class RelayCore {
    let hub: RelayHub
    let configuration: RelayServer.Configuration
    private let echo = EchoService()
    private let gate: HandshakeGate
    private let counters: RelayCounters

    init(
        configuration: RelayServer.Configuration, gate: HandshakeGate, counters: RelayCounters,
        eventLoop: any EventLoop
    ) {
        self.configuration = configuration
        self.gate = gate
        self.counters = counters
        hub = RelayHub(limits: configuration.limits, counters: counters, eventLoop: eventLoop)
    }

    /// What a request for the feed is granted.
    func admit(_ request: RequestHead, host: Authority) throws(HandshakeRefusal) -> Admission {
        try gate.checkOrigin(request, host: host)
        try gate.checkUpgrade(request)
        let admission = try gate.admit(request, now: WallClock.now)
        try hub.checkCapacity(admission)
        return admission
    }

    /// The same for a request that was let through to HTTP, whose host is known to be good.
    func admitAnew(_ request: RequestHead) throws(HandshakeRefusal) -> Admission {
        try admit(request, host: Self.host(of: request))
    }

    /// Whether a request with the same credentials would be let in.
    func checkValidation(_ request: RequestHead) throws(HandshakeRefusal) {
        try gate.checkOrigin(request, host: Self.host(of: request))
        try hub.checkCapacity(try gate.admit(request, now: WallClock.now))
    }

    private static func host(of request: RequestHead) throws(HandshakeRefusal) -> Authority {
        guard let value = request.onlyValue(of: "Host"), let host = Authority(value) else { throw .badUpgrade }
        return host
    }

    /// A handshake was answered: frames from here on.
    func connect(_ channel: any Channel, _ admission: Admission?, isEcho: Bool) throws {
        let connection = WebSocketConnection(
            id: hub.makeConnectionID(), admission: admission, limits: configuration.limits,
            service: isEcho ? echo : hub, counters: counters, acceptsBinary: isEcho)
        try channel.pipeline.syncOperations.addHandler(connection)
    }
}

@available(*, unavailable)
extension RelayCore: Sendable {}
