/// The claims of a LiveKit access token.
package struct AccessToken: Sendable, Equatable {
    /// `iss`: the API key whose secret signs it.
    package var apiKey: String
    /// `sub`: who the bearer is.
    package var identity: String
    /// `name`: shown to people; empty where absent.
    package var name: String
    /// `exp` and `nbf`, seconds since 1970.
    package var expiry: Double
    package var notBefore: Double?
    package var video: VideoGrant
    /// `kind`: what the bearer is, `agent` for one; empty where absent.
    package var kind: String
    /// `roomConfig.metadata`: metadata of the room that the first one to join creates; `nil` where absent.
    package var roomMetadata: String?
    /// `sha256`: of the body that a webhook's token vouches for, in base64; `nil` where absent.
    package var bodyDigest: String?
    /// `sessions`: rights at the sessions API.
    package var sessions: SessionGrant

    package init(
        apiKey: String, identity: String, name: String = "", expiry: Double, notBefore: Double? = nil,
        video: VideoGrant, kind: String = "", roomMetadata: String? = nil, bodyDigest: String? = nil,
        sessions: SessionGrant = SessionGrant()
    ) {
        self.apiKey = apiKey
        self.identity = identity
        self.name = name
        self.expiry = expiry
        self.notBefore = notBefore
        self.video = video
        self.kind = kind
        self.roomMetadata = roomMetadata
        self.bodyDigest = bodyDigest
        self.sessions = sessions
    }
}
