import CLibwebsockets
import Foundation

/// A server's TLS, with a certificate made for the occasion: signed by itself, or by another one.
final class ServerTLS: Sendable {
    private nonisolated(unsafe) let context: OpaquePointer
    private nonisolated(unsafe) let certificate: OpaquePointer
    private nonisolated(unsafe) let key: OpaquePointer

    struct Unavailable: Error {}

    /// - Parameters:
    ///   - validFor: when it begins and ends to be valid, in seconds from now.
    ///   - issuer: signs the certificate; itself where `nil`.
    ///   - address: an IP address that the certificate is for as well.
    ///   - http2: answers any offer of protocols with HTTP/2.
    init(
        name: String, validFor: ClosedRange<Int> = -3600...3600, issuer: ServerTLS? = nil, address: String? = nil,
        http2: Bool = false, newestVersion: Int32 = TLS1_3_VERSION
    ) throws {
        // 1087 is the number of Ed25519, which needs no parameters.
        guard let generator = EVP_PKEY_CTX_new_id(1087, nil), EVP_PKEY_keygen_init(generator) == 1 else {
            throw Unavailable()
        }
        defer { EVP_PKEY_CTX_free(generator) }
        var made: OpaquePointer?
        EVP_PKEY_keygen(generator, &made)
        guard let key = made, let certificate = X509_new(), let context = SSL_CTX_new(TLS_server_method()) else {
            throw Unavailable()
        }
        (self.key, self.certificate, self.context) = (key, certificate, context)
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), Int.random(in: 1...1_000_000))
        X509_gmtime_adj(X509_getm_notBefore(certificate), validFor.lowerBound)
        X509_gmtime_adj(X509_getm_notAfter(certificate), validFor.upperBound)
        X509_set_pubkey(certificate, key)
        // 0x1001 is MBSTRING_ASC.
        X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", 0x1001, name, -1, -1, 0)
        X509_set_issuer_name(certificate, X509_get_subject_name(issuer?.certificate ?? certificate))
        if let address, let extra = X509V3_EXT_conf_nid(nil, nil, NID_subject_alt_name, "IP:\(address)") {
            X509_add_ext(certificate, extra, -1)
            X509_EXTENSION_free(extra)
        }
        X509_sign(certificate, issuer?.key ?? key, nil)
        SSL_CTX_use_certificate(context, certificate)
        SSL_CTX_use_PrivateKey(context, key)
        // 124 is SSL_CTRL_SET_MAX_PROTO_VERSION.
        SSL_CTX_ctrl(context, 124, Int(newestVersion), nil)
        SSL_CTX_set_security_level(context, 0)
        if http2 {
            SSL_CTX_set_alpn_select_cb(
                context,
                { _, chosen, length, _, _, _ in
                    let name: StaticString = "h2"
                    chosen?.pointee = name.utf8Start
                    length?.pointee = 2
                    return 0
                }, nil)
        }
    }

    deinit {
        SSL_CTX_free(context)
        X509_free(certificate)
        EVP_PKEY_free(key)
    }

    /// Shakes hands on `socket`, and runs `script` if that succeeds.
    func serve(_ socket: Int32, script: (RawConnection) -> Void) {
        guard let tls = SSL_new(context) else { return }
        defer { SSL_free(tls) }
        SSL_set_fd(tls, socket)
        if SSL_accept(tls) == 1 { script(RawConnection(socket: socket, tls: tls)) }
    }

    /// The certificate in PEM form, in a file that the caller removes.
    func writeCertificate() throws -> String {
        var der: UnsafeMutablePointer<UInt8>?
        let length = i2d_X509(certificate, &der)
        guard length > 0, let der else { throw Unavailable() }
        defer { free(der) }
        let lines = Data(bytes: der, count: Int(length)).base64EncodedString(options: .lineLength64Characters)
        let path = NSTemporaryDirectory() + "roomfeed-\(UUID().uuidString).pem"
        let pem = "-----BEGIN CERTIFICATE-----\n\(lines)\n-----END CERTIFICATE-----\n"
        try pem.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }
}
