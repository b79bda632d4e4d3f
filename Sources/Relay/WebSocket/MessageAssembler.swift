import NIOCore
import NIOWebSocket
import WireText

/// A whole message from a WebSocket peer.
struct WebSocketMessage: Sendable, Equatable {
    var isText: Bool
    var payload: ByteBuffer
}

/// Puts frames together to messages within bounds, by the rules of RFC 6455 section 5 for a server without extensions.
struct MessageAssembler: Sendable {
    /// What a frame amounts to.
    enum Step: Sendable, Equatable {
        /// A fragment; more will follow.
        case incomplete
        case message(WebSocketMessage)
        case ping(ByteBuffer)
        case pong
        /// The peer's close frame: its code, `nil` where it gave none.
        case close(CloseCode?)
        /// The peer broke a rule: close with this.
        case failure(CloseCode, String)
    }

    let maxMessageBytes: Int
    let maxFragments: Int
    /// Whether binary messages are taken. The feed has none.
    let acceptsBinary: Bool

    private var payload = ByteBuffer()
    private var isText = false
    /// Frames of the message under way; 0 between messages.
    private var fragments = 0
    private var validator = UTF8Validation()

    init(maxMessageBytes: Int, maxFragments: Int, acceptsBinary: Bool = false) {
        self.maxMessageBytes = maxMessageBytes
        self.maxFragments = maxFragments
        self.acceptsBinary = acceptsBinary
    }

    mutating func accept(_ frame: WebSocketFrame) -> Step {
        guard frame.reservedBits.isEmpty else { return .failure(.protocolError, "no extension was agreed on") }
        guard frame.maskKey != nil else { return .failure(.protocolError, "a client's frames must be masked") }
        switch frame.opcode {
        case .text, .binary:
            guard fragments == 0 else { return .failure(.protocolError, "the last message is not finished") }
            isText = frame.opcode == .text
            guard isText || acceptsBinary else { return .failure(.unacceptableData, "messages must be text") }
            validator = UTF8Validation()
            return append(frame)
        case .continuation:
            guard fragments > 0 else { return .failure(.protocolError, "there is no message to continue") }
            return append(frame)
        case .ping:
            return .ping(frame.payload)
        case .pong:
            return .pong
        case .connectionClose:
            return close(frame.payload)
        default:
            return .failure(.protocolError, "the frame's opcode is reserved")
        }
    }

    private mutating func append(_ frame: WebSocketFrame) -> Step {
        var piece = frame.payload
        let (total, overflow) = payload.readableBytes.addingReportingOverflow(piece.readableBytes)
        guard !overflow, total <= maxMessageBytes else {
            return .failure(.messageTooBig, "a message may have \(maxMessageBytes) bytes")
        }
        fragments += 1
        guard fragments <= maxFragments else {
            return .failure(.messageTooBig, "a message may have \(maxFragments) fragments")
        }
        if isText, !piece.withUnsafeReadableBytes({ validator.take($0) }) {
            return .failure(.badText, "text must be UTF-8")
        }
        if fragments == 1 {
            payload = piece
        } else {
            payload.writeBuffer(&piece)
        }
        guard frame.fin else { return .incomplete }
        guard !isText || validator.isComplete else { return .failure(.badText, "text must be UTF-8") }
        defer {
            payload = ByteBuffer()
            fragments = 0
        }
        return .message(WebSocketMessage(isText: isText, payload: payload))
    }

    private func close(_ body: ByteBuffer) -> Step {
        var body = body
        guard body.readableBytes > 0 else { return .close(nil) }
        guard let number = body.readInteger(as: UInt16.self) else {
            return .failure(.protocolError, "a close frame has no or two bytes of code")
        }
        let code = CloseCode(rawValue: number)
        guard code.isAllowedOnTheWire else { return .failure(.protocolError, "the close code is reserved") }
        var reason = UTF8Validation()
        guard body.withUnsafeReadableBytes({ reason.take($0) }), reason.isComplete else {
            return .failure(.badText, "a close reason must be UTF-8")
        }
        return .close(code)
    }
}
