import CLibwebsockets
import Glibc
import WireText

// What the library calls back with.
extension FeedService {
    static let callback:
        @convention(c) @Sendable (
            OpaquePointer?, lws_callback_reasons, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, Int
        ) -> Int32 = { connection, reason, user, input, length in
            guard let connection, let context = lws_get_context(connection), let owner = lws_context_user(context)
            else {
                return 0
            }
            let service = Unmanaged<FeedService>.fromOpaque(owner).takeUnretainedValue()
            return service.phase == .ended ? 0 : service.handle(reason, of: connection, user, input, length)
        }

    /// - Returns: other than 0 to have the library close the connection.
    private func handle(
        _ reason: lws_callback_reasons, of connection: OpaquePointer, _ user: UnsafeMutableRawPointer?,
        _ input: UnsafeMutableRawPointer?, _ length: Int
    ) -> Int32 {
        switch reason {
        case LWS_CALLBACK_CLIENT_RECEIVE:
            receive(UnsafeRawBufferPointer(start: input, count: length), from: connection)
        case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
            heard(now: MonotonicClock.now())
            inbox.count { $0.pongsReceived += 1 }
        case LWS_CALLBACK_CLIENT_WRITEABLE: return write(to: connection)
        case LWS_CALLBACK_EVENT_WAIT_CANCELLED: obeyWishes()
        case LWS_CALLBACK_WSI_CREATE: reached()
        case LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION:
            // What OpenSSL checks comes in the place of the user.
            return judgeCertificate(user)
        case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER: return appendHeaders(input, room: length)
        case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP: return readAnswer(connection)
        case LWS_CALLBACK_CLIENT_ESTABLISHED:
            self.connection = connection
            connected(now: MonotonicClock.now())
        case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
            closedByServer(UnsafeRawBufferPointer(start: input, count: length))
        case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
            let text = UnsafeRawBufferPointer(start: input, count: input == nil ? 0 : length)
            let reason = String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
            connectionFailed(libraryReason: reason, now: MonotonicClock.now())
        case LWS_CALLBACK_CLIENT_CLOSED, LWS_CALLBACK_CLOSED_CLIENT_HTTP, LWS_CALLBACK_WSI_DESTROY:
            gone(connection)
        default: break
        }
        return 0
    }

    /// Never asks for the connection to be closed: after that, in the middle of a frame, the library would write what
    /// comes next behind the end of its receive buffer.
    private func receive(_ piece: UnsafeRawBufferPointer, from connection: OpaquePointer) {
        guard phase == .open else { return }
        let now = MonotonicClock.now()
        heard(now: now)
        let isBinary = lws_frame_is_binary(connection) != 0
        let isFinal = lws_is_final_fragment(connection) != 0
        if !isBinary {
            guard validation.take(piece), !isFinal || validation.isComplete else {
                return refuse(.invalidText, closing: 1007)
            }
        }
        let remaining = Int(clamping: lws_remaining_packet_payload(connection))
        switch assembly.take(piece, remaining: remaining, isFinal: isFinal) {
        case .partial: break
        case .complete(let message):
            inbox.count { statistics in
                statistics.messagesReceived += 1
                statistics.bytesReceived += UInt64(message.count)
                statistics.lastMessage = now
            }
            emit(isBinary ? .binary(message) : .text(message))
        case .tooLarge:
            inbox.count { $0.messagesTooLarge += 1 }
            refuse(.messageTooLarge(limit: assembly.messageLimit), closing: 1009)
        case .tooManyFragments:
            inbox.count { $0.messagesTooFragmented += 1 }
            refuse(.tooManyFragments(limit: assembly.fragmentLimit), closing: 1009)
        }
    }

    private func write(to connection: OpaquePointer) -> Int32 {
        if let closing {
            self.closing = nil
            var reason = CloseCode.payload(of: closing.reason)
            lws_close_reason(
                connection, lws_close_status(UInt32(CloseCode.sendable(closing.code))), &reason, reason.count)
            return -1
        }
        guard phase == .open else { return 0 }
        if isPingDue {
            isPingDue = false
            inbox.count { $0.pingsSent += 1 }
            guard write([], as: LWS_WRITE_PING, to: connection) else { return -1 }
        } else if let message = inbox.nextMessage() {
            let kind = message.isBinary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT
            guard write(message.bytes, as: kind, to: connection) else { return -1 }
            inbox.count { statistics in
                statistics.messagesSent += 1
                statistics.bytesSent += UInt64(message.bytes.count)
            }
        } else if let stop {
            close(with: stop)
        } else {
            return 0
        }
        // The library asks for one write in each of these calls.
        if closing != nil || stop != nil || inbox.hasMessages { lws_callback_on_writable(connection) }
        return 0
    }

    /// What the socket does not take is kept by the library, which then does not call for more.
    private func write(_ bytes: [UInt8], as kind: lws_write_protocol, to connection: OpaquePointer) -> Bool {
        guard let start = sendBuffer.load(bytes) else { return false }
        return lws_write(connection, start, bytes.count, kind) >= 0
    }

    /// The library answers with the same frame once this returns.
    private func closedByServer(_ payload: UnsafeRawBufferPointer) {
        let code = payload.count >= 2 ? UInt16(payload[0]) << 8 | UInt16(payload[1]) : nil
        let reason = UnsafeRawBufferPointer(rebasing: payload.dropFirst(2))
        var validation = UTF8Validation()
        if payload.count == 1 {
            cause = cause ?? .protocolViolation("a close frame with half a code")
            answer = 1002
        } else if !validation.take(reason) || !validation.isComplete {
            cause = cause ?? .protocolViolation("a close frame whose reason is not UTF-8")
            answer = 1007
        } else if let code, code > 4999 {
            // RFC 6455 section 7.4.2 ends there. The library knows of those that are too low, and not of these.
            cause = cause ?? .protocolViolation("a close frame with code \(code)")
            answer = 1002
        } else {
            cause = cause ?? .closedByServer(code: code, reason: String(decoding: reason, as: UTF8.self))
        }
        awaitClose()
    }

    private func gone(_ connection: OpaquePointer) {
        let now = MonotonicClock.now()
        switch phase {
        case .connecting where connection == self.connection:
            connectionFailed(libraryReason: "", now: now)
        case .open, .closing:
            let failure =
                cause ?? (hasEnded(connection) ? .connectionLost : .protocolViolation("a frame that must not be sent"))
            switch failure {
            case .invalidText, .protocolViolation: inbox.count { $0.protocolViolations += 1 }
            default: break
            }
            disconnected(failure, now: now)
        default: break
        }
    }

    /// Whether the server has ended the connection that the library is putting away: where it has not, the library
    /// ends it because of what came.
    private func hasEnded(_ connection: OpaquePointer) -> Bool {
        // After our own close frame the library takes the answer to it for the end.
        if stop != nil { return true }
        if let tls = lws_get_ssl(connection), SSL_get_shutdown(tls) & SSL_RECEIVED_SHUTDOWN != 0 { return true }
        var byte: UInt8 = 0
        let count = recv(
            lws_get_socket_fd(connection), &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
        return count == 0 || count < 0 && errno != EAGAIN
    }
}
