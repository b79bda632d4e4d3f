package import RoomAccess
import Synchronization

/// Decides which webhooks are a LiveKit server's own: signed with the key pair, of this body, not seen before.
package final class WebhookGate: Sendable {
    /// Bytes of a body. More is refused unread.
    package static let maxBodyBytes = 1 << 20
    /// Seconds between two notes about refusals of one kind.
    private static let notePause: Double = 60

    private struct State {
        var seen = SeenEvents()
        var statistics = WebhookStatistics()
        var lastNotes: [String: Double] = [:]
    }

    private let verifier: AccessTokenVerifier
    /// Seconds since 1970.
    private let now: @Sendable () -> Double
    private let note: @Sendable (String) -> Void
    private let state = Mutex(State())

    package init(
        _ verifier: AccessTokenVerifier, now: @escaping @Sendable () -> Double,
        note: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.verifier = verifier
        self.now = now
        self.note = note
    }

    package var statistics: WebhookStatistics {
        state.withLock { state in
            var statistics = state.statistics
            statistics.forgotten = state.seen.forgotten
            return statistics
        }
    }

    /// Looks at the token alone, before a byte of the body is read.
    ///
    /// - Parameter values: of the header `Authorization`.
    @discardableResult
    package func admit(_ values: [String]) throws(WebhookRefusal) -> AccessToken {
        do throws(WebhookRefusal) {
            guard values.count == 1, let value = values.first else { throw .noToken }
            // LiveKit's servers send the token alone; whoever sends one by hand writes it as others do.
            let scheme = "bearer "
            let isNamed = value.prefix(scheme.count).lowercased() == scheme
            let token: AccessToken
            do throws(AccessTokenRefusal) {
                token = try verifier.verify(isNamed ? String(value.dropFirst(scheme.count)) : value, now: now())
            } catch {
                throw .token(error)
            }
            guard token.bodyDigest != nil else { throw .noDigest }
            return token
        } catch {
            refuse(error)
            throw error
        }
    }

    /// The event of a body that came with a token.
    ///
    /// - Returns: `nil` where it has come before.
    package func take(_ body: [UInt8], _ token: AccessToken) throws(WebhookRefusal) -> WebhookEvent? {
        do throws(WebhookRefusal) {
            guard let digest = token.bodyDigest else { throw .noDigest }
            let own = Base64URL.standard(ContentDigest.sha256Bytes(body))
            guard MessageAuthentication.equal(Array(digest.utf8), Array(own.utf8)) else { throw .wrongDigest }
            let event: WebhookEvent
            do throws(WebhookEvent.Fault) { event = try WebhookEvent(body) } catch { throw .unreadable(error) }
            let end = token.expiry + AccessTokenVerifier.leeway
            return state.withLock { state in
                guard state.seen.take(event.id, until: end, now: now()) else {
                    state.statistics.repeated += 1
                    return nil
                }
                state.statistics.taken += 1
                return event
            }
        } catch {
            refuse(error)
            throw error
        }
    }

    private func refuse(_ refusal: WebhookRefusal) {
        let now = now()
        let isNews = state.withLock { state in
            state.statistics.refused[refusal.name, default: 0] += 1
            if let last = state.lastNotes[refusal.name], abs(now - last) < Self.notePause { return false }
            state.lastNotes[refusal.name] = now
            return true
        }
        if isNews { note("a webhook was refused: \(refusal)") }
    }
}
