package import RoomAccess

/// The API key pair that signs and verifies access tokens, from LiveKit's own environment names.
package struct APIKeys: Sendable {
    package let key: String
    package let secret: APISecret
    private let text: String

    package enum Problem: Error, CustomStringConvertible {
        case secretMissing, keyMissing
        case unusable(APIKeyError)

        package var description: String {
            switch self {
            case .secretMissing: "LIVEKIT_API_KEY is set but LIVEKIT_API_SECRET is not; set both or neither"
            case .keyMissing: "LIVEKIT_API_SECRET is set but LIVEKIT_API_KEY is not; set both or neither"
            case .unusable(let error): "LIVEKIT_API_KEY and LIVEKIT_API_SECRET: \(error)"
            }
        }
    }

    /// Reads `LIVEKIT_API_KEY` and `LIVEKIT_API_SECRET`; `nil` where neither is set.
    package static func fromEnvironment() throws(Problem) -> APIKeys? {
        let key = Console.environment("LIVEKIT_API_KEY") ?? ""
        let secret = Console.environment("LIVEKIT_API_SECRET") ?? ""
        if key.isEmpty, secret.isEmpty { return nil }
        if secret.isEmpty { throw .secretMissing }
        if key.isEmpty { throw .keyMissing }
        do {
            return APIKeys(key: key, secret: try APISecret(secret), text: secret)
        } catch {
            throw .unusable(error)
        }
    }

    private init(key: String, secret: APISecret, text: String) {
        self.key = key
        self.secret = secret
        self.text = text
    }

    package func verifier() throws(Problem) -> AccessTokenVerifier {
        do {
            return try AccessTokenVerifier(keys: [key: text])
        } catch {
            throw .unusable(error)
        }
    }

    /// A monitor's token: hidden, may subscribe, may publish nothing, good for ten minutes.
    ///
    /// - Parameter now: seconds since 1970.
    /// - Returns: `nil` where libcrypto has no memory.
    package func monitorToken(room: String, identity: String, now: Double) -> String? {
        let grant = VideoGrant(
            room: room, roomJoin: true, hidden: true, canPublish: false, canPublishData: false, canSubscribe: true,
            canSubscribeMetrics: true)
        return AccessToken(
            apiKey: key, identity: identity, expiry: now + Self.lifetime, notBefore: now, video: grant
        ).signed(with: secret)
    }

    /// A token for a hidden monitor in a LiveKit room: an agent, which counts as no participant there and keeps no room
    /// open.
    ///
    /// - Parameter now: seconds since 1970.
    /// - Returns: `nil` where libcrypto has no memory.
    package func agentToken(room: String, identity: String, now: Double) -> String? {
        let grant = VideoGrant(
            room: room, roomJoin: true, hidden: true, agent: true, canPublish: false, canPublishData: false,
            canSubscribe: true)
        return AccessToken(
            apiKey: key, identity: identity, expiry: now + Self.lifetime, notBefore: now, video: grant, kind: "agent"
        ).signed(with: secret)
    }

    /// A user's or an administrator's token for the session history: it opens no room.
    ///
    /// - Parameters:
    ///   - now: seconds since 1970.
    ///   - lifetime: seconds.
    /// - Returns: `nil` where libcrypto has no memory.
    package func sessionsToken(user: String, grant: SessionGrant, now: Double, lifetime: Double) -> String? {
        AccessToken(
            apiKey: key, identity: user, expiry: now + lifetime, notBefore: now, video: VideoGrant(), sessions: grant
        ).signed(with: secret)
    }

    /// A token that lists all rooms of a LiveKit server, and does nothing else.
    ///
    /// - Parameter now: seconds since 1970.
    /// - Returns: `nil` where libcrypto has no memory.
    package func listToken(now: Double) -> String? {
        AccessToken(
            apiKey: key, identity: "roomvitals", expiry: now + Self.lifetime, notBefore: now,
            video: VideoGrant(roomList: true)
        ).signed(with: secret)
    }

    /// A recorder's token: saves sessions of everybody, sees none, opens no room, good for ten minutes.
    ///
    /// - Parameter now: seconds since 1970.
    /// - Returns: `nil` where libcrypto has no memory.
    package func recorderToken(now: Double) -> String? {
        AccessToken(
            apiKey: key, identity: "roomvitals-recorder", expiry: now + Self.lifetime, notBefore: now,
            video: VideoGrant(), sessions: SessionGrant(save: true)
        ).signed(with: secret)
    }

    /// Seconds; a token is made for each attempt to connect, so it need not live longer than a handshake may take.
    private static let lifetime: Double = 600
}
