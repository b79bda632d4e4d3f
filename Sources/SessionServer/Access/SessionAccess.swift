import HTTPPort
import HTTPTypes
import RoomAccess
import SessionStore
import VitalsJSON

/// Finds out who asks: by access tokens that are signed with the API key pair, as LiveKit's are.
struct SessionAccess: Sendable {
    /// `nil`: no tokens are asked for.
    let verifier: AccessTokenVerifier?
    let limits: SessionLimits
    let counters: SessionCounters
    /// Seconds since 1970.
    let now: @Sendable () -> Double

    /// - Throws: 401 without a token that counts.
    func caller(of request: RequestHead) throws(Problem) -> SessionCaller {
        guard let verifier else { return .anybody }
        let values = request.values(of: "Authorization")
        guard let value = values.first else {
            throw refuse(401, "no_access_token", "no access token: send Authorization: Bearer …", scheme: nil)
        }
        let scheme = "bearer "
        guard values.count == 1, value.prefix(scheme.count).lowercased() == scheme else {
            throw refuse(401, "malformed", "one Authorization: Bearer … is needed")
        }
        let token: AccessToken
        do throws(AccessTokenRefusal) {
            token = try verifier.verify(String(value.dropFirst(scheme.count).drop { $0 == " " }), now: now())
        } catch {
            throw refuse(401, error.rawValue, "\(error)")
        }
        return try caller(of: token)
    }

    private func caller(of token: AccessToken) throws(Problem) -> SessionCaller {
        let expiry = token.expiry + AccessTokenVerifier.leeway
        if token.sessions.admin {
            return SessionCaller(user: token.identity, reader: .everybody, savesForAll: true, expiry: expiry)
        }
        if token.sessions.save {
            return SessionCaller(user: token.identity, reader: nil, savesForAll: true, expiry: expiry)
        }
        guard !token.identity.isEmpty, token.identity.utf8.count <= limits.userIDBytes else {
            throw refuse(401, "no_subject", "the token's sub must name a user, in \(limits.userIDBytes) bytes at most")
        }
        return SessionCaller(
            user: token.identity, reader: .user(token.identity), savesForAll: false, expiry: expiry)
    }

    /// Whose sessions may be seen.
    ///
    /// - Throws: 403 for a token that only saves.
    func reader(of request: RequestHead) throws(Problem) -> (caller: SessionCaller, reader: SessionReader) {
        let caller = try caller(of: request)
        guard let reader = caller.reader else {
            throw refuse(403, "save_only", "this token may save sessions and see none")
        }
        return (caller, reader)
    }

    func refuse(_ status: Int, _ name: String, _ detail: String, scheme: String? = "invalid_token") -> Problem {
        counters.refuse(name)
        var headers: HTTPFields = [:]
        if status == 401 {
            headers[.wwwAuthenticate] =
                #"Bearer realm="roomvitals""# + (scheme.map { #", error="\#($0)""# } ?? "")
        }
        return Problem(
            status, status == 401 ? "Unauthorized" : "Forbidden", detail, members: [.init("code", .string(name))],
            headers: headers)
    }
}
