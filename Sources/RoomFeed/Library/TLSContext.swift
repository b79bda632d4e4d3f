import CLibwebsockets

/// Which certificates are trusted: an `SSL_CTX` of our own, lent to libwebsockets.
///
/// The library's own one would also trust what lies in `../share`, seen from the working directory, and would only
/// log that a file of certificates cannot be read.
struct TLSContext: ~Copyable {
    let pointer: OpaquePointer

    /// - Parameter caFile: certificates to trust in place of the system's.
    init(caFile: String?) throws(TLSFailure) {
        guard let pointer = SSL_CTX_new(TLS_client_method()) else { throw .other("no memory") }
        shim_ssl_require_tls_1_2(pointer)
        do throws(TLSFailure) {
            try Self.trust(caFile, in: pointer)
        } catch {
            SSL_CTX_free(pointer)
            throw error
        }
        self.pointer = pointer
    }

    private static func trust(_ caFile: String?, in pointer: OpaquePointer) throws(TLSFailure) {
        if let caFile {
            guard SSL_CTX_load_verify_file(pointer, caFile) == 1 else { throw .caFile(caFile) }
        } else {
            guard SSL_CTX_set_default_verify_paths(pointer) == 1 else { throw .other("no system certificates") }
        }
    }

    deinit { SSL_CTX_free(pointer) }
}
