import CLibwebsockets

/// Which certificates are trusted, and which versions of TLS: an `SSL_CTX`.
final class TLSContext {
    let pointer: OpaquePointer

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
    }

    deinit { SSL_CTX_free(pointer) }
}
