import NIOCore
import NIOHTTP1
import NIOWebSocket

/// Answers what is not upgraded, and decides what is. One for each connection, confined to its event loop.
final class RequestHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let gate: HandshakeGate
    private let hub: RelayHub
    private let counters: RelayCounters
    private let responder: @Sendable (RelayHTTPRequest) -> RelayHTTPResponse
    private let handshakeGuard: HandshakeGuard
    private let echoPath: String?

    /// What the upgrade was asked for and granted.
    private(set) var admission: Admission?
    private(set) var isEcho = false
    private var requests = 0
    private let maxRequests: Int
    private var upgradeRefusal: HandshakeRefusal?
    private var answer: (response: RelayHTTPResponse, closes: Bool, omitsBody: Bool)?

    init(
        gate: HandshakeGate, hub: RelayHub, counters: RelayCounters, handshakeGuard: HandshakeGuard,
        echoPath: String?, responder: @escaping @Sendable (RelayHTTPRequest) -> RelayHTTPResponse
    ) {
        self.gate = gate
        maxRequests = gate.limits.maxRequestsPerConnection
        self.hub = hub
        self.counters = counters
        self.handshakeGuard = handshakeGuard
        self.echoPath = echoPath
        self.responder = responder
    }

    /// The feed's place, and where a token can be tried without joining.
    static let feedPath = "/rtc"
    static let validatePath = "/rtc/validate"

    /// Whether the connection may become a WebSocket. A refusal is answered when the request comes by as any other does.
    func mayUpgrade(_ head: HTTPRequestHead) -> Bool {
        let request = RelayHTTPRequest(head)
        do throws(HandshakeRefusal) {
            let host = try gate.checkHost(request)
            try gate.checkOrigin(request, host: host)
            guard head.version == .http1_1 else { throw .badUpgrade }
            if let echoPath, request.path == echoPath {
                isEcho = true
                return true
            }
            guard request.path == Self.feedPath else { return false }
            try gate.checkUpgrade(request)
            let admission = try gate.admit(request, now: WallClock.now)
            try hub.checkCapacity(admission)
            self.admission = admission
            return true
        } catch {
            upgradeRefusal = error
            return false
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch Self.unwrapInboundIn(data) {
        case .head(let head):
            counters.update { $0.httpRequests += 1 }
            requests += 1
            let request = RelayHTTPRequest(head)
            let hasBody =
                !head.headers["Transfer-Encoding"].isEmpty
                || !["", "0"].contains(head.headers.first(name: "Content-Length") ?? "")
            let response = hasBody ? RelayHTTPResponse.text("no bodies are taken here", status: 413) : answer(request)
            // A request that asked for an upgrade ends HTTP on its connection, one way or the other.
            let closes =
                hasBody || !head.isKeepAlive || !request.values(of: "Upgrade").isEmpty
                || requests >= maxRequests
            answer = (response, closes, head.method == .HEAD)
            if hasBody { send(context) }
        case .body:
            break
        case .end:
            send(context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case is HTTPParserError where handshakeGuard.isClosing:
            // The end of a request that was given up already.
            break
        case is HTTPParserError:
            // The library has answered with 400.
            counters.update { $0.refusedHandshakes["bad_http", default: 0] += 1 }
            handshakeGuard.close()
        case is NIOWebSocketUpgradeError:
            // The request itself follows and gets its answer.
            break
        default:
            context.close(promise: nil)
        }
    }

    private func answer(_ request: RelayHTTPRequest) -> RelayHTTPResponse {
        do throws(HandshakeRefusal) {
            if let upgradeRefusal { throw upgradeRefusal }
            let host = try gate.checkHost(request)
            switch request.path {
            case Self.feedPath:
                try gate.checkOrigin(request, host: host)
                try gate.checkUpgrade(request)
                throw HandshakeRefusal.badUpgrade
            case Self.validatePath:
                return try validate(request, host: host)
            default:
                guard request.values(of: "Upgrade").isEmpty else { throw HandshakeRefusal.badUpgrade }
                return responder(request)
            }
        } catch {
            counters.update { $0.refusedHandshakes[error.name, default: 0] += 1 }
            return RelayHTTPResponse(error)
        }
    }

    /// Browsers hide from a page why its WebSocket was refused; here it can ask.
    private func validate(_ request: RelayHTTPRequest, host: Authority) throws(HandshakeRefusal) -> RelayHTTPResponse {
        try gate.checkOrigin(request, host: host)
        let origin = request.onlyValue(of: "Origin")
        let sharing: [RelayHTTPRequest.Field] =
            origin.map { [.init("Access-Control-Allow-Origin", $0), .init("Vary", "Origin")] } ?? []
        guard request.method == "GET" else {
            return .text("only GET is served here", status: 405, headers: [.init("Allow", "GET")] + sharing)
        }
        do throws(HandshakeRefusal) {
            try hub.checkCapacity(try gate.admit(request, now: WallClock.now))
            return .text("success", status: 200, headers: sharing)
        } catch {
            counters.update { $0.refusedHandshakes[error.name, default: 0] += 1 }
            var response = RelayHTTPResponse(error)
            response.headers += sharing
            return response
        }
    }

    private func send(_ context: ChannelHandlerContext) {
        guard let (response, closes, omitsBody) = answer else { return }
        answer = nil
        var headers = HTTPHeaders(response.headers.map { ($0.name, $0.value) })
        headers.replaceOrAdd(name: "Content-Length", value: "\(response.body.count)")
        if closes { headers.replaceOrAdd(name: "Connection", value: "close") }
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: response.status), headers: headers)
        context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
        if !omitsBody, !response.body.isEmpty {
            context.write(Self.wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: response.body)))), promise: nil)
        }
        context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: nil)
        if closes {
            handshakeGuard.close()
        } else {
            handshakeGuard.requestEnded()
        }
    }
}

@available(*, unavailable)
extension RequestHandler: Sendable {}

extension RelayHTTPRequest {
    init(_ head: HTTPRequestHead) {
        self.init(
            method: head.method.rawValue, target: head.uri,
            headers: head.headers.map { Field($0.name, $0.value) })
    }
}

extension RelayHTTPResponse {
    init(_ refusal: HandshakeRefusal) {
        let upgrade: [RelayHTTPRequest.Field] =
            refusal.status == 426 ? [.init("Upgrade", "websocket"), .init("Connection", "Upgrade")] : []
        let again: [RelayHTTPRequest.Field] = refusal.status == 503 ? [.init("Retry-After", "10")] : []
        let challenge: [RelayHTTPRequest.Field] = refusal.status == 401 ? [.init("WWW-Authenticate", "Bearer")] : []
        self = .text(refusal.message, status: refusal.status, headers: upgrade + again + challenge)
    }
}
