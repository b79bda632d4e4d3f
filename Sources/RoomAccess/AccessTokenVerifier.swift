import VitalsJSON

/// Verifies LiveKit access tokens: JWTs signed with HMAC-SHA256 by one of the configured API keys.
///
/// Follows RFC 8725: the algorithm and the key are the verifier's choice, never the token's. As LiveKit's own verifier
/// does, it demands an expiry and an issuer that is a configured key, and allows clocks to differ by a minute.
package struct AccessTokenVerifier: Sendable {
    /// A longer token is refused unread.
    package static let maxTokenBytes = 8_192
    /// Seconds by which the clocks of those who sign and those who verify may differ.
    package static let leeway = 60.0

    private let secrets: [String: APISecret]

    /// - Parameter keys: API keys and their secrets.
    /// - Throws: where no key is given or one of them cannot be used.
    package init(keys: [String: String]) throws(APIKeyError) {
        guard !keys.isEmpty else { throw .noKeys }
        var secrets: [String: APISecret] = [:]
        for (key, secret) in keys {
            guard !key.isEmpty else { throw .emptyKey }
            secrets[key] = try APISecret(secret)
        }
        self.secrets = secrets
    }

    /// API keys whose secrets are shorter than RFC 7518 asks for: worth a warning.
    package var keysWithShortSecrets: [String] {
        secrets.filter { $0.value.isShort }.keys.sorted()
    }

    /// The claims of a token that is genuine and valid at `now`.
    ///
    /// - Parameter now: seconds since 1970.
    package func verify(_ token: String, now: Double) throws(AccessTokenRefusal) -> AccessToken {
        // Within the limit a copy costs nothing; beyond it not even the dots are counted.
        let text = Array(token.utf8.prefix(Self.maxTokenBytes + 1))
        guard text.count <= Self.maxTokenBytes else { throw .tooLong }
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Base64URL.decode(parts[0]), let claims = Base64URL.decode(parts[1]),
            let signature = Base64URL.decode(parts[2])
        else { throw .malformed }
        try Self.checkHeader(header)
        let unverified = try Self.json(claims)
        guard case .string(let issuer)? = unverified["iss"], let secret = secrets[issuer] else {
            throw .unknownIssuer
        }
        let signed = text[..<parts[1].endIndex]
        guard let code = MessageAuthentication.code(of: signed, key: secret.bytes),
            MessageAuthentication.equal(code, signature)
        else { throw .wrongSignature }
        let accessToken = try AccessToken(claims: unverified)
        try Self.checkTimes(of: accessToken, issuedAt: try unverified.time("iat"), now: now)
        return accessToken
    }

    private static func checkHeader(_ bytes: [UInt8]) throws(AccessTokenRefusal) {
        guard case .object(let members) = try json(bytes) else { throw .malformed }
        guard let algorithm = members.first(where: { $0.key == "alg" }), algorithm.value == "HS256" else {
            throw .unsupportedAlgorithm
        }
        for member in members where member.key != "alg" {
            guard member.key == "typ", case .string(let type) = member.value, type.lowercased() == "jwt" else {
                throw .unsupportedHeader
            }
        }
    }

    private static func checkTimes(
        of token: AccessToken, issuedAt: Double?, now: Double
    ) throws(AccessTokenRefusal) {
        guard now - token.expiry <= leeway else { throw .expired }
        if let notBefore = token.notBefore, notBefore - now > leeway { throw .notYetValid }
        if let issuedAt, issuedAt - now > leeway { throw .issuedInTheFuture }
    }

    /// Duplicate keys are refused with the rest of what is not JSON: two readers might take different ones.
    static func json(_ bytes: [UInt8]) throws(AccessTokenRefusal) -> JSONValue {
        let value = bytes.withUnsafeBytes { buffer in
            Result { () throws(DecodeFailure) in
                try JSONValue(parsing: buffer, limits: DecodeLimits(messageBytes: maxTokenBytes, depth: 16))
            }
        }
        guard case .success(let value) = value, case .object = value else { throw .malformed }
        return value
    }
}
