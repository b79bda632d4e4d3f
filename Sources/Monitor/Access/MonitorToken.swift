import RoomAccess

/// Looks at a ready-made token before it is used: one that is not a monitor's would make the bot a participant, and throw
/// out the real one of that identity.
package enum MonitorToken {
    /// What is wrong with the token for watching `room`; `nil` where nothing is. Whether it is genuine and still valid is
    /// the server's to say.
    package static func fault(of token: String, room: String) -> String? {
        let claims: AccessToken
        do throws(AccessTokenRefusal) {
            claims = try AccessToken(unverified: token)
        } catch {
            return "\(error)"
        }
        guard claims.video.hidden || claims.video.canSubscribeMetrics else {
            return "not a monitor's token: it needs the grant hidden (or canSubscribeMetrics)"
        }
        guard claims.video.room == room else { return "it opens another room than the one asked for" }
        return nil
    }
}
