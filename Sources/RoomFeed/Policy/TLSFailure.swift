import WireText

/// Why TLS could not be set up with the server.
package enum TLSFailure: Error, Sendable, Equatable {
    case expired, notYetValid, wrongName(host: String), selfSigned, unknownIssuer
    /// What the server sent is not TLS.
    case notTLS
    /// The file of `--ca-file` holds no certificate that can be read.
    case caFile(String)
    case other(String)

    /// - Parameter verifyResult: OpenSSL's `X509_V_ERR_…`, by number as x509_vfy.h has them; 0 is "no objection".
    init?(verifyResult: Int, host: String) {
        switch verifyResult {
        case 0: return nil
        case 9: self = .notYetValid
        case 10: self = .expired
        case 18, 19: self = .selfSigned
        case 2, 20, 21, 27: self = .unknownIssuer
        case 62, 64: self = .wrongName(host: host)
        default: self = .other("certificate check failed (X509 error \(verifyResult))")
        }
    }

    /// - Parameter reason: OpenSSL's own words; `nil` where it has none.
    init(reason: String?) {
        switch reason {
        case nil: self = .other("the server ended the handshake")
        case "wrong version number", "packet length too long", "record layer failure", "http request": self = .notTLS
        case let reason?: self = .other(reason)
        }
    }
}

extension TLSFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .expired: "the server's certificate has expired"
        case .notYetValid: "the server's certificate is not yet valid: is this machine's clock right?"
        case .wrongName(let host): "the server's certificate is not for \(host)"
        case .selfSigned:
            "the server's certificate is self-signed: name the file that holds it with --ca-file to trust it"
        case .unknownIssuer:
            "the issuer of the server's certificate is not trusted: name the issuer's certificate with --ca-file"
        case .notTLS: "the server does not speak TLS on this port: use ws://, or the port that serves wss://"
        case .caFile(let path): "no certificate can be read from the --ca-file \(path.printable(limit: 160))"
        case .other(let reason): "TLS failed: \(reason); certificates to trust are named with --ca-file"
        }
    }
}
