import TestSupport
import Testing

@testable import RoomFeed

@Suite struct UpgradeAnswerTests {
    private static let key = UpgradeKey(text: "dGhlIHNhbXBsZSBub25jZQ==")
    private static let good =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"

    /// - Parameter sizes: of the pieces in which the answer comes; the rest comes as one.
    private func read(_ bytes: [UInt8], sizes: [Int] = []) -> (outcome: UpgradeAnswer.Outcome, rest: [UInt8]) {
        var answer = UpgradeAnswer(to: Self.key)
        var left = bytes[...]
        for size in sizes + [bytes.count] {
            let piece = Array(left.prefix(size))
            left = left.dropFirst(size)
            let (outcome, rest) = piece.withUnsafeBytes { piece in
                var input = piece
                let outcome = answer.take(&input)
                return (outcome, Array(input))
            }
            if outcome != .partial { return (outcome, rest + left) }
        }
        return (.partial, [])
    }

    private func outcome(of text: String) -> UpgradeAnswer.Outcome { read(Array(text.utf8)).outcome }

    @Test func `an upgrade is accepted whatever its cuts, and frames behind it are left`() {
        let bytes = Array(Self.good.utf8) + [0x81, 0x00]
        for first in 0...bytes.count {
            for second in [0, 1, 7] {
                let result = read(bytes, sizes: [first, second])
                #expect(result.outcome == .accepted)
                #expect(result.rest == [0x81, 0x00])
            }
        }
        #expect(read(Array(Self.good.utf8.dropLast())).outcome == .partial)
    }

    @Test(arguments: [
        "HTTP/1.1 101\r\nUPGRADE: WebSocket\r\nconnection:keep-alive , UPGRADE\r\n",
        "HTTP/1.1 101 \r\nX-Empty:\r\nX: \t a:b \r\nConnection: a\r\nConnection: upgrade\r\nUpgrade:\twebsocket \r\n",
        "HTTP/1.1 101 ok\r\nSec-WebSocket-Extensions:\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX: \u{E4}\r\n",
    ])
    func `names and tokens have no case, and spaces do not count`(head: String) {
        let text = head + "SEC-WEBSOCKET-ACCEPT:  s3pPLMBiTxaQ9kYGzzhZRbK+xOo= \r\n\r\n"
        #expect(outcome(of: text) == .accepted)
    }

    @Test(arguments: [
        ("Sec-WebSocket-Accept: ", "Sec-WebSocket-Accept: A", HandshakeFault.wrongAccept),
        ("s3pPLMB", "S3pPLMB", .wrongAccept),
        ("\r\n\r\n", "\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n", .wrongAccept),
        ("Sec-WebSocket-Accept", "X-Accept", .missingAccept),
        ("Upgrade: websocket", "X-Upgrade: websocket", .missingUpgrade),
        ("Upgrade: websocket", "Upgrade: ", .missingUpgrade),
        ("Upgrade: websocket", "Upgrade: websocket, h2c", .otherUpgrade),
        ("Upgrade: websocket", "Upgrade: h2c", .otherUpgrade),
        ("Connection: Upgrade", "Connection: Upgraded", .missingConnection),
        ("Connection: Upgrade", "X: Upgrade", .missingConnection),
        ("HTTP/1.1", "HTTP/1.0", .oldHTTP),
        ("HTTP/1.1", "HTTP/2.0", .notHTTP),
        ("HTTP/1.1", "http/1.1", .notHTTP),
        ("HTTP/1.1 101", "HTTP/1.1  101", .notHTTP),
        ("HTTP/1.1 101", "HTTP/1.1 1010", .notHTTP),
        ("HTTP/1.1 101", "HTTP/1.1 +11", .notHTTP),
        ("HTTP/1.1 101 Switching Protocols", "HTTP/1.1", .notHTTP),
        ("Protocols\r\n", "Protocols\n", .notHTTP),
        ("websocket\r\n", "websocket\n", .badHeaders),
        ("websocket\r\n", "websocket\r\n folded\r\n", .badHeaders),
        ("websocket\r\n", "websocket\u{0}\r\n", .badHeaders),
        ("websocket\r\n", "websocket\r\r\n", .badHeaders),
        ("Upgrade: websocket", "Upgrade : websocket", .badHeaders),
        ("Upgrade: websocket", ": websocket", .badHeaders),
        ("Upgrade: websocket", "Upgrade", .badHeaders),
        ("\r\n\r\n", "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n", .unknownExtension),
        ("\r\n\r\n", "\r\nSec-WebSocket-Protocol: chat\r\n\r\n", .unknownSubprotocol),
    ])
    func `what is no upgrade is told by what is wrong with it`(part: String, changed: String, fault: HandshakeFault) {
        let text = Self.good.replacing(part, with: changed, maxReplacements: 1)
        #expect(text != Self.good)
        #expect(outcome(of: text) == .refused(.handshake(fault)))
    }

    @Test(
        arguments: [
            ("200 OK\r\n", 200, nil), ("404 Not Found\r\nRetry-After: 5\r\n", 404, 5),
            ("503\r\nretry-after:\t60\r\n", 503, 60),
            ("503 x\r\nRetry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\n", 503, nil),
            ("503 x\r\nRetry-After: -1\r\n", 503, nil),
            ("503 x\r\nRetry-After:\r\n", 503, nil), ("503 x\r\nRetry-After: 99999999999\r\n", 503, nil),
            ("100 Continue\r\n", 100, nil), ("999 x\r\n", 999, nil),
        ] as [(String, Int, Int64?)])
    func `another status is told, with when to come again`(head: String, status: Int, seconds: Int64?) {
        let failure = FeedFailure.status(status, retryAfter: seconds.map { .seconds($0) })
        for version in ["HTTP/1.1", "HTTP/1.0"] {
            #expect(outcome(of: "\(version) \(head)\r\n") == .refused(failure))
        }
    }

    @Test(arguments: ["S", "HTTX", "HTTP/2", "\u{16}\u{3}\u{1}", "\r\n", "\n"])
    func `what is not HTTP is refused at the byte that says it`(text: String) {
        #expect(outcome(of: text) == .refused(.handshake(.notHTTP)))
    }

    @Test func `an answer of exactly the limit passes and one byte more does not`() {
        let room = UpgradeAnswer.byteLimit - Self.good.utf8.count - "X: \r\n".utf8.count
        func padded(_ count: Int) -> String {
            Self.good.replacing("\r\n\r\n", with: "\r\nX: \(String(repeating: "x", count: count))\r\n\r\n")
        }
        #expect(outcome(of: padded(room)) == .accepted)
        #expect(outcome(of: padded(room + 1)) == .refused(.handshake(.badHeaders)))
    }

    @Test func `as many lines as the limit pass and one more does not`() {
        // Status, three headers and the empty line are there already.
        func padded(_ count: Int) -> String {
            Self.good.replacing("\r\n\r\n", with: "\r\n" + String(repeating: "X: x\r\n", count: count) + "\r\n")
        }
        #expect(outcome(of: padded(UpgradeAnswer.lineLimit - 5)) == .accepted)
        #expect(outcome(of: padded(UpgradeAnswer.lineLimit - 4)) == .refused(.handshake(.badHeaders)))
    }

    @Test func `a header without end is refused at the limit`() {
        let bytes = Array(("HTTP/1.1 101 x\r\nX: " + String(repeating: "x", count: 10_000)).utf8)
        #expect(read(bytes).outcome == .refused(.handshake(.badHeaders)))
        #expect(read(Array(bytes.prefix(UpgradeAnswer.byteLimit))).outcome == .partial)
    }

    @Test func `spoiled answers are read to their end, whatever their cuts`() {
        var generator = SeededGenerator(seed: 11)
        var refused = 0
        for _ in 0..<5000 {
            var bytes = Array(Self.good.utf8)
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            let whole = read(bytes).outcome
            let cut = read(bytes, sizes: (0..<20).map { _ in Int.random(in: 0...20, using: &generator) }).outcome
            if cut != whole { Issue.record("\(bytes): \(whole) and \(cut)") }
            if case .refused = whole { refused += 1 }
        }
        #expect(refused > 3000)
    }
}
