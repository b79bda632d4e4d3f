/// What to do after a failure: connect again, wait as long as the server asks, or give up with advice.
///
/// Before the first connection, what only a person can put right is final: a bot that waits in silence for a
/// mistyped URL helps nobody. Once connected, the same answers come from servers that are being restarted or
/// replaced, and only a refused token is final.
package struct ConnectionPolicy: Sendable, Equatable {
    package enum Decision: Sendable, Equatable {
        case retry
        case wait(Duration)
        case final(advice: String)
    }

    /// The longest wait that a server's Retry-After can ask for.
    package var retryAfterLimit: Duration
    package private(set) var hasConnected = false

    package init(retryAfterLimit: Duration = .seconds(60)) {
        self.retryAfterLimit = retryAfterLimit
    }

    package mutating func connected() { hasConnected = true }

    package func decision(after failure: FeedFailure) -> Decision {
        switch failure {
        case .status(let status, let retryAfter): decision(afterStatus: status, retryAfter: retryAfter)
        case .closedByServer(code: 1008, _):
            .final(advice: "the server does not want this connection: its reason tells why")
        case .credentials, .library: .final(advice: "nothing was sent")
        case .tls(.caFile): .final(advice: "check the path given as --ca-file")
        case .tls: hasConnected ? .retry : .final(advice: "check the URL and --ca-file")
        case .handshake(.closedEarly): .retry
        case .handshake: hasConnected ? .retry : .final(advice: "check that the URL names the feed")
        default: .retry
        }
    }

    private func decision(afterStatus status: Int, retryAfter: Duration?) -> Decision {
        switch status {
        case 400 where !hasConnected:
            return .final(advice: "check the room's and the bot's names, and that the URL names the feed")
        case 401: return .final(advice: "check the key pair or the token: its room, its grants and its time")
        case 403: return .final(advice: "the server's allow-lists do not let this client in")
        case 404:
            // The room may come later: this is how a bot waits for it.
            return wait(retryAfter)
        case 408, 425, 429, 500...599: return wait(retryAfter)
        case _ where hasConnected: return wait(retryAfter)
        case 300...399: return .final(advice: "redirects are not followed: give the URL that serves the feed")
        case 200...299: return .final(advice: "a page is served there, not the feed: check the URL's path")
        default: return .final(advice: "check that the URL names the feed")
        }
    }

    private func wait(_ retryAfter: Duration?) -> Decision {
        guard let retryAfter else { return .retry }
        return .wait(min(max(.zero, retryAfter), retryAfterLimit))
    }
}
