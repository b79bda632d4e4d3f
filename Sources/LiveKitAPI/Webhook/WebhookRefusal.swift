package import RoomAccess

/// Why a webhook was not accepted. Nothing of the token is in it.
package enum WebhookRefusal: Error, Sendable, Equatable {
    case noToken
    case token(AccessTokenRefusal)
    /// The token vouches for no body: it is made for something else.
    case noDigest
    /// The body is another one than the token vouches for.
    case wrongDigest
    case unreadable(WebhookEvent.Fault)

    /// The stable name under which it is counted.
    package var name: String {
        switch self {
        case .noToken: "no_token"
        case .token(let refusal): refusal.rawValue
        case .noDigest: "no_digest"
        case .wrongDigest: "wrong_digest"
        case .unreadable: "unreadable"
        }
    }

    package var status: Int {
        if case .unreadable = self { 400 } else { 401 }
    }
}

extension WebhookRefusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noToken: "no token: a LiveKit server sends one in Authorization"
        case .token(.unknownIssuer):
            "\(AccessTokenRefusal.unknownIssuer): webhook.api_key of the server has to be LIVEKIT_API_KEY here"
        case .token(let refusal): "\(refusal)"
        case .noDigest: "the token vouches for no body: it is no webhook's"
        case .wrongDigest: "the body is another one than the token vouches for"
        case .unreadable(let fault): "\(fault)"
        }
    }
}
