import HTTPPort
import RoomAccess

/// Decides who is let in, from a request's head alone.
struct HandshakeGate: Sendable {
    let limits: RelayLimits
    /// `nil`: no token is asked for, and everybody may do everything.
    let verifier: AccessTokenVerifier?
    let origins: OriginAllowList

    /// Checks that the page behind the request, if there is one, may open the feed.
    func checkOrigin(_ request: RequestHead, host: Authority) throws(HandshakeRefusal) {
        let given = request.values(of: "Origin")
        guard given.count <= 1, origins.allows(given.first, host: host) else { throw .foreignOrigin }
    }

    /// Checks the parts of RFC 6455 section 4.2.1 that the WebSocket library leaves to its user.
    func checkUpgrade(_ request: RequestHead) throws(HandshakeRefusal) {
        guard !request.values(of: "Upgrade").isEmpty else { throw .notWebSocket }
        guard request.method == "GET", request.tokens(of: "Upgrade") == ["websocket"],
            request.tokens(of: "Connection").contains("upgrade"),
            request.onlyValue(of: "Sec-WebSocket-Version") == "13",
            let key = request.onlyValue(of: "Sec-WebSocket-Key"), key.utf8.count == 24, key.hasSuffix("==")
        else { throw .badUpgrade }
    }

    /// Who the request's sender is and what it may do.
    ///
    /// - Parameter now: seconds since 1970.
    func admit(_ request: RequestHead, now: Double) throws(HandshakeRefusal) -> Admission {
        let parameters: QueryParameters
        do {
            parameters = try QueryParameters(request.query ?? "")
        } catch {
            throw .badQuery
        }
        var admission: Admission
        if let verifier {
            admission = try admit(try token(of: request, parameters), by: verifier, now: now)
            if let room = parameters["room"], room != admission.room { throw .wrongRoom }
        } else {
            admission = try admitWithoutToken(parameters)
        }
        guard isName(admission.room, atMost: limits.maxRoomNameBytes) else {
            throw .badRoomName(limit: limits.maxRoomNameBytes)
        }
        guard isName(admission.identity, atMost: limits.maxIdentityBytes) else {
            throw .badIdentity(limit: limits.maxIdentityBytes)
        }
        if let metadata = admission.roomMetadata, metadata.utf8.count > limits.maxMetadataBytes { throw .badMetadata }
        admission.resumeId = parameters["resumeId"]
        return admission
    }

    /// The header wins, as in LiveKit's server.
    private func token(
        of request: RequestHead, _ parameters: QueryParameters
    ) throws(HandshakeRefusal) -> String {
        let authorization = request.values(of: "Authorization")
        if let value = authorization.first {
            guard authorization.count == 1, value.lowercased().hasPrefix("bearer ") else { throw .badAuthorization }
            return String(value.dropFirst("bearer ".count))
        }
        guard let token = parameters["access_token"], !token.isEmpty else { throw .noToken }
        return token
    }

    private func admit(
        _ token: String, by verifier: AccessTokenVerifier, now: Double
    ) throws(HandshakeRefusal) -> Admission {
        let accessToken: AccessToken
        do {
            accessToken = try verifier.verify(token, now: now)
        } catch {
            throw .badToken(error)
        }
        let video = accessToken.video
        guard video.roomJoin else { throw .noJoinGrant }
        var rights: Admission.Rights = []
        if video.hidden {
            guard video.allowsSubscribing else { throw .noSubscribeGrant }
            rights.insert(.subscribes)
        } else {
            rights.insert(.visible)
            if video.canSubscribeMetrics, video.allowsSubscribing { rights.insert(.subscribes) }
        }
        if video.allowsPublishingData, !video.hidden || video.agent { rights.insert(.publishes) }
        if video.agent { rights.insert(.agent) }
        if video.roomAdmin { rights.insert(.administers) }
        return Admission(
            room: video.room, identity: accessToken.identity, rights: rights, roomMetadata: accessToken.roomMetadata)
    }

    private func admitWithoutToken(_ parameters: QueryParameters) throws(HandshakeRefusal) -> Admission {
        let rights: Admission.Rights
        switch parameters["role"] {
        case nil, "participant": rights = [.visible, .publishes, .administers]
        case "monitor": rights = [.subscribes, .administers]
        default: throw .badRole
        }
        return Admission(
            room: parameters["room"] ?? "", identity: parameters["identity"] ?? "", rights: rights,
            roomMetadata: parameters["metadata"])
    }

    private func isName(_ text: String, atMost limit: Int) -> Bool {
        !text.isEmpty && text.utf8.count <= limit
            && text.unicodeScalars.allSatisfy { scalar in
                ![.control, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
            }
    }
}
