/// Why an access token was not accepted. No case carries anything of the token.
package enum AccessTokenRefusal: String, Error, Sendable, CaseIterable {
    case tooLong
    /// Not three parts of canonical base64url, or a header or claims that are no JSON object.
    case malformed
    /// Any `alg` but HS256: the verifier chooses the algorithm, never the token.
    case unsupportedAlgorithm
    /// A header with anything but `alg` and `typ`, or another `typ` than JWT: `kid`, `jwk`, `jku`, `x5c`, `crit`.
    case unsupportedHeader
    case unknownIssuer
    case wrongSignature
    /// A claim of the wrong type, or a time outside the years 1970…9999.
    case malformedClaim
    case noExpiry
    case expired
    case notYetValid
    /// `iat` ahead of the clock.
    case issuedInTheFuture
}

extension AccessTokenRefusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tooLong: "the token is longer than \(AccessTokenVerifier.maxTokenBytes) bytes"
        case .malformed: "the token is no signed JWT"
        case .unsupportedAlgorithm: "the token is not signed with HS256"
        case .unsupportedHeader: "the token's header has more than alg and typ"
        case .unknownIssuer: "the token's API key is not known here"
        case .wrongSignature: "the token's signature is wrong"
        case .malformedClaim: "a claim of the token has the wrong type or range"
        case .noExpiry: "the token has no expiry"
        case .expired: "the token has expired"
        case .notYetValid: "the token is not valid yet"
        case .issuedInTheFuture: "the token was issued in the future"
        }
    }
}
