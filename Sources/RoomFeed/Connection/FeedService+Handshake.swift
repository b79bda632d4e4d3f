import CLibwebsockets
import Glibc

// From an address to an open connection.
extension FeedService {
    /// Tries the next address of the attempt.
    func connectNext(now: UInt64) {
        guard var attempt, !attempt.addresses.isEmpty, let context, let host else { return }
        let address = attempt.addresses.removeFirst()
        attempt.stage = .connect
        attempt.failure = nil
        deadline = attempt.connectDeadline(now: now)
        self.attempt = attempt
        phase = .connecting
        forgetConnection()

        let endpoint = configuration.endpoint
        var info = lws_client_connect_info()
        info.context = context
        info.vhost = host
        info.port = Int32(endpoint.port)
        info.method = ServiceContext.rawMethod
        info.local_protocol_name = ServiceContext.protocolName
        errno = 0
        let connection = address.withCString { address in
            info.address = address
            info.host = address
            return lws_client_connect_via_info(&info)
        }
        let error = errno
        if let connection {
            self.connection = connection
        } else {
            // Failed on the spot: the library calls back with nothing.
            if Self.unreachable.contains(error) {
                self.attempt?.failure = .unreachable(
                    endpoint: endpoint.hostHeader, reason: String(cString: strerror(error)))
            }
            connectionFailed(now: now)
        }
    }

    /// Errors of `connect` that say that there is no way to the address.
    private static let unreachable = [ENETUNREACH, EHOSTUNREACH, EACCES, EPERM, EADDRNOTAVAIL, EAFNOSUPPORT]

    private func forgetConnection() {
        tls = nil
        upgrade = nil
        reader.reset()
        outgoing.removeAll()
        pongs.removeAll()
        isPingDue = false
        (closing, owed) = (nil, 0)
        (isDeaf, endsWhenSent) = (false, false)
        cause = nil
    }

    /// TCP is connected.
    ///
    /// - Returns: -1 to give the attempt up.
    func reached(_ connection: OpaquePointer) -> Int32 {
        guard phase == .connecting, let attempt else { return -1 }
        // Where it is connected on the spot, the library has not told yet which one it is.
        self.connection = connection
        deadline = attempt.deadline
        arm(now: MonotonicClock.now())
        guard let certificates else {
            requestUpgrade(on: connection)
            return 0
        }
        self.attempt?.stage = .tls
        do throws(FeedFailure) {
            tls = try TLSConnection(
                certificates, host: configuration.endpoint.host, isInsecure: configuration.isInsecure)
        } catch {
            self.attempt?.failure = error
            return -1
        }
        return shakeHands(connection) ? 0 : -1
    }

    /// - Returns: whether the connection may go on.
    func shakeHands(_ connection: OpaquePointer) -> Bool {
        do throws(TLSFailure) {
            try tls?.shakeHands()
        } catch {
            attempt?.failure = .tls(error)
        }
        // The server is told why, too.
        sendPending(to: connection)
        if attempt?.failure != nil { return false }
        if tls?.isEstablished == true { requestUpgrade(on: connection) }
        return true
    }

    /// The library has given the attempt up.
    func connectionFailed(now: UInt64) {
        guard phase == .connecting, let attempt else { return }
        let failure = attempt.failure ?? failure(in: attempt.stage)
        let isOfAddress = attempt.stage == .connect
        connection = nil
        guard isOfAddress, !attempt.addresses.isEmpty, now < attempt.deadline else {
            return failAttempt(failure, now: now)
        }
        phase = .connectDue
        deadline = now
        arm(now: now)
    }

    private func failure(in stage: HandshakeStage) -> FeedFailure {
        switch stage {
        case .lookup, .connect:
            // The library has read the socket's error and keeps it to itself.
            .refused(endpoint: configuration.endpoint.hostHeader)
        case .tls: .tls(TLSFailure(reason: nil))
        case .upgrade: .handshake(.closedEarly)
        }
    }
}
