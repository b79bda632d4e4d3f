import NIOCore
import NIOHTTP1

/// A request whose body is on its way: it goes on to its route when all of it is there.
struct BodyCollection {
    let head: HTTPRequestHead
    private let rule: BodyRule
    let sender: BodySender?
    private(set) var bytes = ByteBuffer()

    init(of head: HTTPRequestHead, _ rule: BodyRule, sender: BodySender?) {
        self.sender = sender
        self.head = head
        self.rule = rule
    }

    func check(_ piece: ByteBuffer) throws(PortRefusal) {
        guard piece.readableBytes <= rule.maxBytes - bytes.readableBytes else { throw .bodyTooLarge }
    }

    mutating func add(_ piece: ByteBuffer) { bytes.writeImmutableBuffer(piece) }

    /// The sender waits to be told that it may go on (RFC 9110 section 10.1.1).
    var isAwaited: Bool {
        head.version == .http1_1 && head.headers["Expect"].contains { $0.lowercased() == "100-continue" }
    }
}
