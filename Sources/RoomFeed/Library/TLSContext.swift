import CLibwebsockets

/// Which certificates are trusted: an `SSL_CTX` of our own, lent to libwebsockets.
///
/// The library's own one would also trust what lies in `../share`, seen from the working directory, and would only
/// log that a file of certificates cannot be read.
final class TLSContext {
    let pointer: OpaquePointer
    /// Why the last handshake failed, in OpenSSL's words; the library throws its error queue away.
    private(set) var handshakeError: String?

    /// - Parameter caFile: certificates to trust in place of the system's.
    init(caFile: String?) throws(TLSFailure) {
        guard let pointer = SSL_CTX_new(TLS_client_method()) else { throw .other("no memory") }
        self.pointer = pointer
        shim_ssl_require_tls_1_2(pointer)
        if let caFile {
            guard SSL_CTX_load_verify_file(pointer, caFile) == 1 else { throw .caFile(caFile) }
        } else {
            guard SSL_CTX_set_default_verify_paths(pointer) == 1 else { throw .other("no system certificates") }
        }
        SSL_CTX_set_ex_data(pointer, Self.ownerIndex, Unmanaged.passUnretained(self).toOpaque())
        SSL_CTX_set_info_callback(pointer) { tls, place, result in
            guard place == SSL_CB_CONNECT_EXIT, result <= 0, let context = SSL_get_SSL_CTX(tls),
                let owner = SSL_CTX_get_ex_data(context, TLSContext.ownerIndex)
            else { return }
            Unmanaged<TLSContext>.fromOpaque(owner).takeUnretainedValue().keepError()
        }
    }

    deinit { SSL_CTX_free(pointer) }

    func clearError() { handshakeError = nil }

    /// OpenSSL keeps index 0 for the application.
    private static let ownerIndex: Int32 = 0

    private func keepError() {
        let error = ERR_peek_last_error()
        guard error != 0, let reason = ERR_reason_error_string(error) else { return }
        handshakeError = String(cString: reason)
    }
}
