import HTTPPort
import HTTPTypes
import Hummingbird
import NIOCore

/// What the feed's paths answer to those who were not let in.
struct FeedRoutes: Sendable {
    let core: NIOLoopBound<RelayCore>
    let eventLoop: any EventLoop
    let counters: RelayCounters

    func add(to routes: PortRoutes) {
        routes.get(FeedUpgrade.feedPath, .everybody, answersUpgrades: true) { request, _ in
            await refuse(RequestHead(request.head))
        }
        routes.get(FeedUpgrade.validatePath, .everybody) { request, _ in await validate(RequestHead(request.head)) }
    }

    /// A request that got here was no upgrade, or one that was refused: says why.
    private func refuse(_ request: RequestHead) async -> Response {
        count(await admission(request) ?? .badUpgrade)
    }

    /// Browsers hide from a page why its WebSocket was refused; here it can ask.
    private func validate(_ request: RequestHead) async -> Response {
        let refusal = await onLoop { core in
            result { () throws(HandshakeRefusal) in try core.checkValidation(request) }
        }
        if refusal == .foreignOrigin { return count(.foreignOrigin) }
        var response = refusal.map(count) ?? .text("success", status: 200)
        if let origin = request.onlyValue(of: "Origin") { response.headers[.accessControlAllowOrigin] = origin }
        return response
    }

    private func admission(_ request: RequestHead) async -> HandshakeRefusal? {
        await onLoop { core in
            result { () throws(HandshakeRefusal) in _ = try core.admitAnew(request) }
        }
    }

    private func onLoop(
        _ body: @escaping @Sendable (RelayCore) -> HandshakeRefusal?
    ) async -> HandshakeRefusal? {
        (try? await eventLoop.submit { [core] in body(core.value) }.get()) ?? nil
    }

    private func count(_ refusal: HandshakeRefusal) -> Response {
        counters.update { $0.refusedHandshakes[refusal.name, default: 0] += 1 }
        var headers: HTTPFields = [:]
        switch refusal.status {
        case 401: headers[.wwwAuthenticate] = "Bearer"
        case 426:
            headers[.upgrade] = "websocket"
            headers[.connection] = "Upgrade"
        case 503: headers[.retryAfter] = "10"
        default: break
        }
        return .text(refusal.message, status: refusal.status, headers: headers)
    }
}

/// The refusal as a value, which crosses threads where a typed error does not.
private func result(_ body: () throws(HandshakeRefusal) -> Void) -> HandshakeRefusal? {
    do throws(HandshakeRefusal) {
        try body()
        return nil
    } catch {
        return error
    }
}
