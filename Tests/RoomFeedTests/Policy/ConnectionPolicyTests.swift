import Testing

@testable import RoomFeed

@Suite struct ConnectionPolicyTests {
    enum Kind: Equatable { case retry, wait(Int), final }

    private func kind(_ failure: FeedFailure, connectedBefore: Bool) -> Kind {
        var policy = ConnectionPolicy(retryAfterLimit: .seconds(60))
        if connectedBefore { policy.connected() }
        return switch policy.decision(after: failure) {
        case .retry: .retry
        case .wait(let duration): .wait(Int(duration.components.seconds))
        case .final: .final
        }
    }

    @Test(arguments: [
        (FeedFailure.status(401, retryAfter: nil), Kind.final, Kind.final),
        (.status(403, retryAfter: nil), .final, .final),
        (.status(404, retryAfter: nil), .retry, .retry),
        (.status(404, retryAfter: .seconds(3)), .wait(3), .wait(3)),
        (.status(301, retryAfter: nil), .final, .retry),
        (.status(302, retryAfter: nil), .final, .retry),
        (.status(200, retryAfter: nil), .final, .retry),
        (.status(400, retryAfter: nil), .final, .retry),
        (.status(429, retryAfter: .seconds(7)), .wait(7), .wait(7)),
        (.status(429, retryAfter: .seconds(3600)), .wait(60), .wait(60)),
        (.status(503, retryAfter: nil), .retry, .retry),
        (.status(503, retryAfter: .seconds(2)), .wait(2), .wait(2)),
        (.status(500, retryAfter: nil), .retry, .retry),
        (.refused(endpoint: "x"), .retry, .retry),
        (.unreachable(endpoint: "x", reason: ""), .retry, .retry),
        (.nameNotFound(host: "x", reason: ""), .retry, .retry),
        (.timedOut(stage: .upgrade, limit: .seconds(10)), .retry, .retry),
        (.tls(.expired), .final, .retry),
        (.tls(.selfSigned), .final, .retry),
        (.tls(.caFile("ca.pem")), .final, .final),
        (.handshake(.wrongAccept), .final, .retry),
        (.handshake(.closedEarly), .retry, .retry),
        (.closedByServer(code: 1000, reason: ""), .retry, .retry),
        (.closedByServer(code: 1001, reason: ""), .retry, .retry),
        (.closedByServer(code: 1008, reason: ""), .final, .final),
        (.closedByServer(code: 1011, reason: ""), .retry, .retry),
        (.closedByServer(code: nil, reason: ""), .retry, .retry),
        (.connectionLost, .retry, .retry),
        (.pingTimeout(.seconds(15)), .retry, .retry),
        (.messageTooLarge(limit: 1), .retry, .retry),
        (.credentials(""), .final, .final),
    ])
    func `what follows a failure`(failure: FeedFailure, first: Kind, later: Kind) {
        #expect(kind(failure, connectedBefore: false) == first)
        #expect(kind(failure, connectedBefore: true) == later)
    }

    @Test func `messages tell failures apart and name the option that helps`() {
        let failures: [FeedFailure] = [
            .nameNotFound(host: "relay.example", reason: "Name or service not known"),
            .refused(endpoint: "relay.example:1"), .unreachable(endpoint: "relay.example:1", reason: "no way"),
            .timedOut(stage: .connect, limit: .seconds(10)), .timedOut(stage: .upgrade, limit: .seconds(10)),
            .tls(.expired), .tls(.notYetValid), .tls(.wrongName(host: "relay.example")), .tls(.selfSigned),
            .tls(.unknownIssuer), .tls(.notTLS), .tls(.caFile("ca.pem")), .tls(.other("alert")),
            .status(401, retryAfter: nil), .handshake(.wrongAccept), .handshake(.notHTTP), .connectionLost,
            .pingTimeout(.seconds(15)), .messageTooLarge(limit: 9), .tooManyFragments(limit: 9), .invalidText,
        ]
        #expect(Set(failures.map(\.description)).count == failures.count)
        for failure in [TLSFailure.selfSigned, .unknownIssuer, .caFile("ca.pem"), .other("alert")] {
            #expect(failure.description.contains("--ca-file"))
        }
    }

    @Test func `a server's reason cannot command a terminal`() {
        let failure = FeedFailure.closedByServer(code: 4000, reason: "a\u{1B}[2Jb\u{202E}c\nd")
        #expect(failure.description == #"the server closed the connection (4000: a\u{1b}[2Jb\u{202e}c\u{a}d)"#)
    }

    @Test(arguments: [
        (0, TLSFailure?.none), (10, .expired), (9, .notYetValid), (18, .selfSigned), (19, .selfSigned),
        (20, .unknownIssuer), (21, .unknownIssuer), (62, .wrongName(host: "h")), (64, .wrongName(host: "h")),
        (26, .other("certificate check failed (X509 error 26)")),
    ])
    func `OpenSSL's verdicts are named`(result: Int, failure: TLSFailure?) {
        #expect(TLSFailure(verifyResult: result, host: "h") == failure)
    }

    @Test(
        arguments: [
            ("wrong version number", .notTLS),
            ("sslv3 alert handshake failure", .other("sslv3 alert handshake failure")),
            (nil, .other("the server ended the handshake")),
        ] as [(String?, TLSFailure)])
    func `OpenSSL's errors are named`(text: String?, failure: TLSFailure) {
        #expect(TLSFailure(reason: text) == failure)
    }
}
