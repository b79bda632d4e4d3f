import CLibwebsockets

/// TLS of one connection, between bytes of the socket and bytes of the feed; it reads and writes no socket.
///
/// OpenSSL does the work. libwebsockets 4.1 cannot: in its raw role it begins the handshake before there is a socket.
struct TLSConnection: ~Copyable {
    enum Step {
        /// Bytes of the feed; none where more of the server's must come first.
        case bytes(UnsafeRawBufferPointer)
        /// The server has ended it, or what came is not TLS.
        case ended
    }

    private let tls: OpaquePointer
    /// What has come from the server, and what is to go there: each belongs to `tls`.
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer
    private let plain: UnsafeMutableRawBufferPointer
    private let host: String
    private(set) var isEstablished = false

    /// - Parameters:
    ///   - host: a name or an address, which the server's certificate must be for.
    ///   - isInsecure: takes any certificate, for any name.
    init(_ context: TLSContext, host: String, isInsecure: Bool) throws(FeedFailure) {
        guard let tls = SSL_new(context.pointer) else { throw .library("no memory for TLS") }
        guard let incoming = BIO_new(BIO_s_mem()), let outgoing = BIO_new(BIO_s_mem()),
            Self.expect(host, of: tls, isInsecure: isInsecure)
        else {
            SSL_free(tls)
            throw .library("no memory for TLS")
        }
        SSL_set_bio(tls, incoming, outgoing)
        SSL_set_connect_state(tls)
        (self.tls, self.incoming, self.outgoing, self.host) = (tls, incoming, outgoing, host)
        plain = .allocate(byteCount: ServiceContext.receiveBuffer, alignment: 16)
    }

    /// - Returns: whether the server will be held to it; without that any name would do.
    private static func expect(_ host: String, of tls: OpaquePointer, isInsecure: Bool) -> Bool {
        let isAddress = AddressLookup.isNumeric(host)
        // A server's name is told in the handshake (RFC 6066), an address is not.
        if !isAddress { shim_ssl_tell_name(tls, host) }
        SSL_set_verify(tls, isInsecure ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nil)
        if isInsecure { return true }
        let parameters = SSL_get0_param(tls)
        X509_VERIFY_PARAM_set_hostflags(parameters, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
        return isAddress
            ? X509_VERIFY_PARAM_set1_ip_asc(parameters, host) == 1
            : X509_VERIFY_PARAM_set1_host(parameters, host, host.utf8.count) == 1
    }

    deinit {
        SSL_free(tls)
        plain.deallocate()
    }

    /// Takes what the socket brought.
    func take(_ bytes: UnsafeRawBufferPointer) {
        BIO_write(incoming, bytes.baseAddress, Int32(bytes.count))
    }

    /// Goes on with the handshake as far as what has come allows.
    mutating func shakeHands() throws(TLSFailure) {
        ERR_clear_error()
        let result = SSL_do_handshake(tls)
        if result == 1 {
            isEstablished = true
            return
        }
        guard SSL_get_error(tls, result) == SSL_ERROR_WANT_READ else { throw failure }
    }

    /// Why the handshake is not done.
    var failure: TLSFailure {
        let error = ERR_peek_last_error()
        let reason = error == 0 ? nil : ERR_reason_error_string(error).map { String(cString: $0) }
        return TLSFailure(verifyResult: Int(SSL_get_verify_result(tls)), host: host) ?? TLSFailure(reason: reason)
    }

    /// As much of the feed as has come, and fits a buffer; valid until the next call.
    mutating func next() -> Step {
        var count = 0
        while count < plain.count {
            ERR_clear_error()
            let read = SSL_read(tls, plain.baseAddress.map { $0 + count }, Int32(plain.count - count))
            if read > 0 {
                count += Int(read)
            } else if count > 0 || SSL_get_error(tls, read) == SSL_ERROR_WANT_READ {
                break
            } else {
                return .ended
            }
        }
        return .bytes(UnsafeRawBufferPointer(rebasing: plain[..<count]))
    }

    /// Encrypts bytes of the feed.
    ///
    /// - Returns: whether that was possible; it is not before the handshake is done.
    func seal(_ bytes: [UInt8]) -> Bool {
        ERR_clear_error()
        return bytes.isEmpty || SSL_write(tls, bytes, Int32(bytes.count)) == Int32(bytes.count)
    }

    /// Says that no more will come from here.
    func sayEnd() {
        ERR_clear_error()
        SSL_shutdown(tls)
    }

    /// Moves what is to go to the server behind `bytes`.
    func takeOutgoing(to bytes: inout [UInt8]) {
        let count = BIO_ctrl_pending(outgoing)
        guard count > 0 else { return }
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: count))
        bytes.withUnsafeMutableBytes { bytes in
            _ = BIO_read(outgoing, bytes.baseAddress.map { $0 + start }, Int32(count))
        }
    }
}
