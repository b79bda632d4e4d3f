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
        certificates?.clearError()

        let endpoint = configuration.endpoint
        var info = lws_client_connect_info()
        info.context = context
        info.vhost = host
        info.port = Int32(endpoint.port)
        info.ssl_connection = Int32(bitPattern: flags)
        info.ietf_version_or_minus_one = -1
        info.local_protocol_name = ServiceContext.protocolName
        // No ALPN is offered, so that no server can choose HTTP/2, for whose parser this library has no fixes.
        info.alpn = ServiceContext.noText
        errno = 0
        let connection = address.withCString { address in
            attempt.target.withCString { target in
                endpoint.hostHeader.withCString { host in
                    info.address = address
                    info.path = target
                    info.host = host
                    return lws_client_connect_via_info(&info)
                }
            }
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
            connectionFailed(libraryReason: "", now: now)
        }
    }

    /// Errors of `connect` that say that there is no way to the address.
    private static let unreachable = [ENETUNREACH, EHOSTUNREACH, EACCES, EPERM, EADDRNOTAVAIL, EAFNOSUPPORT]

    private var flags: UInt32 {
        var flags = LCCSCF_HTTP_NO_FOLLOW_REDIRECT.rawValue
        if configuration.endpoint.isSecure { flags |= LCCSCF_USE_SSL.rawValue }
        if configuration.isInsecure { flags |= LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK.rawValue }
        return flags
    }

    /// TCP is connected.
    func reached() {
        guard phase == .connecting else { return }
        attempt?.stage = configuration.endpoint.isSecure ? .tls : .upgrade
        if let attempt { deadline = attempt.deadline }
        arm(now: MonotonicClock.now())
    }

    /// Adds our headers to the upgrade request.
    ///
    /// - Parameters:
    ///   - cursor: where to write; moved on.
    ///   - room: how many bytes there is room for.
    func appendHeaders(_ cursor: UnsafeMutableRawPointer?, room: Int) -> Int32 {
        guard let attempt, let cursor = cursor?.assumingMemoryBound(to: UnsafeMutablePointer<UInt8>.self) else {
            return -1
        }
        self.attempt?.stage = .upgrade
        let headers = attempt.headers(userAgent: configuration.userAgent)
        guard headers.count <= room else { return -1 }
        cursor.pointee.update(from: headers, count: headers.count)
        cursor.pointee += headers.count
        return 0
    }

    /// Reads the status line before the library judges it.
    func readAnswer(_ connection: OpaquePointer) -> Int32 {
        let status = Int(lws_http_client_http_response(connection))
        if status != 101 {
            attempt?.failure = .status(status, retryAfter: retryAfter(connection))
        } else if lws_hdr_total_length(connection, WSI_TOKEN_HTTP1_0) > 0 {
            attempt?.failure = .handshake(.oldHTTP)
            return -1
        }
        return 0
    }

    /// The Retry-After header in seconds; its other form, a date, depends on two clocks and is left alone.
    private func retryAfter(_ connection: OpaquePointer) -> Duration? {
        var text = [CChar](repeating: 0, count: 16)
        let length = lws_hdr_copy(connection, &text, Int32(text.count), WSI_TOKEN_HTTP_RETRY_AFTER)
        guard length > 0 else { return nil }
        let digits = String(decoding: text.prefix(Int(length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
        return UInt32(digits).map { .seconds(Int64($0)) }
    }

    /// Judges certificates in the place of OpenSSL where any will do.
    func judgeCertificate(_ store: UnsafeMutableRawPointer?) -> Int32 {
        if configuration.isInsecure, let store { X509_STORE_CTX_set_error(OpaquePointer(store), X509_V_OK) }
        return 0
    }

    /// The library has given the attempt up.
    func connectionFailed(libraryReason: String, now: UInt64) {
        guard phase == .connecting, let attempt else { return }
        let failure = attempt.failure ?? failure(in: attempt.stage, libraryReason: libraryReason)
        let isOfAddress = attempt.stage == .connect
        connection = nil
        guard isOfAddress, !attempt.addresses.isEmpty, now < attempt.deadline else {
            return failAttempt(failure, now: now)
        }
        phase = .connectDue
        deadline = now
        arm(now: now)
    }

    private func failure(in stage: HandshakeStage, libraryReason: String) -> FeedFailure {
        let endpoint = configuration.endpoint
        switch stage {
        case .lookup, .connect:
            // The library has read the socket's error and keeps it to itself.
            return .refused(endpoint: endpoint.hostHeader)
        case .tls:
            let ssl = connection.flatMap { lws_get_ssl($0) }
            let result = ssl.map { SSL_get_verify_result($0) } ?? 0
            return .tls(
                TLSFailure(verifyResult: result, host: endpoint.host)
                    ?? TLSFailure(reason: certificates?.handshakeError))
        case .upgrade: return .handshake(HandshakeFault(libraryReason: libraryReason))
        }
    }
}
