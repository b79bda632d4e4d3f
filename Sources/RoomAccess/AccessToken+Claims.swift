import VitalsJSON

extension AccessToken {
    /// Reads the claims of a token whose signature has been verified.
    init(claims: JSONValue) throws(AccessTokenRefusal) {
        guard let expiry = try claims.time("exp") else { throw .noExpiry }
        self.init(
            apiKey: try claims.text("iss") ?? "", identity: try claims.text("sub") ?? "",
            name: try claims.text("name") ?? "", expiry: expiry, notBefore: try claims.time("nbf"),
            video: try VideoGrant(claim: try claims.object("video") ?? [:]), kind: try claims.text("kind") ?? "",
            roomMetadata: try claims.object("roomConfig")?.text("metadata"), bodyDigest: try claims.text("sha256"),
            sessions: try SessionGrant(claim: try claims.object("sessions") ?? [:]))
    }

    /// Reads the claims of a token without asking whether it is genuine: for the one who holds it, never for admission.
    ///
    /// - Throws: where it is no JWT with these claims.
    package init(unverified token: String) throws(AccessTokenRefusal) {
        guard token.utf8.count <= AccessTokenVerifier.maxTokenBytes else { throw .tooLong }
        let parts = Array(token.utf8).split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let claims = Base64URL.decode(parts[1]) else { throw .malformed }
        try self.init(claims: try AccessTokenVerifier.json(claims))
    }

    /// The signed token: a compact JWT.
    ///
    /// - Returns: `nil` only where libcrypto fails, which no input is known to cause.
    package func signed(with secret: APISecret) -> String? {
        let header = JSONValue.object([.init("alg", "HS256"), .init("typ", "JWT")])
        var text = Base64URL.encode(header.written())
        text.append(UInt8(ascii: "."))
        text += Base64URL.encode(claims.written())
        guard let code = MessageAuthentication.code(of: text, key: secret.bytes) else { return nil }
        text.append(UInt8(ascii: "."))
        text += Base64URL.encode(code)
        return String(decoding: text, as: UTF8.self)
    }

    private var claims: JSONValue {
        var members: [JSONValue.Member] = [.init("iss", .string(apiKey)), .init("sub", .string(identity))]
        if !name.isEmpty { members.append(.init("name", .string(name))) }
        if let notBefore { members.append(.init("nbf", .number(notBefore))) }
        members.append(.init("exp", .number(expiry)))
        members.append(.init("video", video.claim))
        if !kind.isEmpty { members.append(.init("kind", .string(kind))) }
        if let roomMetadata {
            members.append(.init("roomConfig", .object([.init("metadata", .string(roomMetadata))])))
        }
        if let bodyDigest { members.append(.init("sha256", .string(bodyDigest))) }
        if sessions != SessionGrant() { members.append(.init("sessions", sessions.claim)) }
        return .object(members)
    }
}

extension SessionGrant {
    init(claim: JSONValue) throws(AccessTokenRefusal) {
        self.init(admin: try claim.flag("admin") ?? false, save: try claim.flag("save") ?? false)
    }

    /// Grants that are off are left out.
    var claim: JSONValue {
        .object([("admin", admin), ("save", save)].filter(\.1).map { .init($0.0, .bool(true)) })
    }
}

extension VideoGrant {
    init(claim: JSONValue) throws(AccessTokenRefusal) {
        self.init(
            room: try claim.text("room") ?? "", roomJoin: try claim.flag("roomJoin") ?? false,
            roomAdmin: try claim.flag("roomAdmin") ?? false, roomList: try claim.flag("roomList") ?? false,
            hidden: try claim.flag("hidden") ?? false, agent: try claim.flag("agent") ?? false,
            canPublish: try claim.flag("canPublish"),
            canPublishData: try claim.flag("canPublishData"), canSubscribe: try claim.flag("canSubscribe"),
            canSubscribeMetrics: try claim.flag("canSubscribeMetrics") ?? false)
    }

    /// Grants that are off are left out, as LiveKit's own token code does.
    var claim: JSONValue {
        var members: [JSONValue.Member] = []
        if !room.isEmpty { members.append(.init("room", .string(room))) }
        let granted: [(String, Bool)] = [
            ("roomJoin", roomJoin), ("roomAdmin", roomAdmin), ("roomList", roomList), ("hidden", hidden),
            ("agent", agent),
        ]
        members += granted.filter(\.1).map { .init($0.0, .bool(true)) }
        let stated: [(String, Bool?)] = [
            ("canPublish", canPublish), ("canPublishData", canPublishData), ("canSubscribe", canSubscribe),
        ]
        for (name, value) in stated {
            if let value { members.append(.init(name, .bool(value))) }
        }
        if canSubscribeMetrics { members.append(.init("canSubscribeMetrics", true)) }
        return .object(members)
    }
}

/// Claims by type: missing or `null` is `nil`, another type refuses the token.
extension JSONValue {
    func text(_ key: String) throws(AccessTokenRefusal) -> String? {
        switch self[key] {
        case nil, .null: nil
        case .string(let text): text
        default: throw .malformedClaim
        }
    }

    func flag(_ key: String) throws(AccessTokenRefusal) -> Bool? {
        switch self[key] {
        case nil, .null: nil
        case .bool(let flag): flag
        default: throw .malformedClaim
        }
    }

    func object(_ key: String) throws(AccessTokenRefusal) -> JSONValue? {
        switch self[key] {
        case nil, .null: nil
        case .object(let members): .object(members)
        default: throw .malformedClaim
        }
    }

    /// Seconds since 1970, up to the end of the year 9999: a token for ever is a mistake or worse.
    func time(_ key: String) throws(AccessTokenRefusal) -> Double? {
        switch self[key] {
        case nil, .null: return nil
        case .number(let seconds):
            guard seconds >= 0, seconds <= 253_402_300_799 else { throw .malformedClaim }
            return seconds
        case .integer(let seconds):
            guard seconds >= 0, seconds <= 253_402_300_799 else { throw .malformedClaim }
            return Double(seconds)
        default: throw .malformedClaim
        }
    }
}
