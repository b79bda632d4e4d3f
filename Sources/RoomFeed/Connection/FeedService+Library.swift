import CLibwebsockets
import Glibc

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
            return receive(UnsafeRawBufferPointer(start: input, count: length), from: connection)
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
            return closedByServer(UnsafeRawBufferPointer(start: input, count: length), connection)
        case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
            let error = errno
            let text = UnsafeRawBufferPointer(start: input, count: input == nil ? 0 : length)
            let reason = String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
            connectionFailed(libraryReason: reason, error: error, now: MonotonicClock.now())
        case LWS_CALLBACK_CLIENT_CLOSED, LWS_CALLBACK_CLOSED_CLIENT_HTTP, LWS_CALLBACK_WSI_DESTROY:
            gone(connection)
        default: break
        }
        return 0
    }

    private func receive(_ piece: UnsafeRawBufferPointer, from connection: OpaquePointer) -> Int32 {
        guard phase == .open else { return 0 }
        let now = MonotonicClock.now()
        heard(now: now)
        let outcome = assembly.take(
            piece, remaining: Int(clamping: lws_remaining_packet_payload(connection)),
            isFinal: lws_is_final_fragment(connection) != 0)
        switch outcome {
        case .partial: return 0
        case .complete(let message):
            inbox.count { statistics in
                statistics.messagesReceived += 1
                statistics.bytesReceived += UInt64(message.count)
                statistics.lastMessage = now
            }
            emit(lws_frame_is_binary(connection) != 0 ? .binary(message) : .text(message))
            return 0
        case .tooLarge:
            inbox.count { $0.messagesTooLarge += 1 }
            cause = .messageTooLarge(limit: assembly.messageLimit)
        case .tooManyFragments:
            inbox.count { $0.messagesTooFragmented += 1 }
            cause = .tooManyFragments(limit: assembly.fragmentLimit)
        }
        return close(connection, code: 1009, reason: "")
    }

    private func write(to connection: OpaquePointer) -> Int32 {
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
            return close(connection, code: stop.code, reason: stop.reason)
        } else {
            return 0
        }
        // The library asks for one write in each of these calls.
        if stop != nil || inbox.hasMessages { lws_callback_on_writable(connection) }
        return 0
    }

    /// What the socket does not take is kept by the library, which then does not call for more.
    private func write(_ bytes: [UInt8], as kind: lws_write_protocol, to connection: OpaquePointer) -> Bool {
        let head = Int(SHIM_LWS_PRE)
        if sendBuffer.count < head + bytes.count {
            sendBuffer.append(contentsOf: repeatElement(0, count: head + bytes.count - sendBuffer.count))
        }
        return sendBuffer.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return false }
            bytes.withUnsafeBufferPointer { source in
                if let from = source.baseAddress { (start + head).update(from: from, count: bytes.count) }
            }
            return lws_write(connection, start + head, bytes.count, kind) >= 0
        }
    }

    /// Has the library send a close frame; the server has the close timeout to answer.
    private func close(_ connection: OpaquePointer, code: UInt16, reason: String) -> Int32 {
        var bytes = CloseCode.payload(of: reason)
        lws_close_reason(connection, lws_close_status(UInt32(CloseCode.sendable(code))), &bytes, bytes.count)
        phase = .closing
        deadline = MonotonicClock.now() &+ configuration.closeTimeout.clockNanoseconds
        arm(now: MonotonicClock.now())
        return -1
    }

    private func closedByServer(_ payload: UnsafeRawBufferPointer, _ connection: OpaquePointer) -> Int32 {
        if payload.count == 1 {
            cause = .protocolViolation("a close frame with half a code")
            return close(connection, code: 1002, reason: "")
        }
        if cause == nil {
            let code = payload.count >= 2 ? UInt16(payload[0]) << 8 | UInt16(payload[1]) : nil
            cause = .closedByServer(code: code, reason: String(decoding: payload.dropFirst(2), as: UTF8.self))
        }
        phase = .closing
        deadline = MonotonicClock.now() &+ configuration.closeTimeout.clockNanoseconds
        arm(now: MonotonicClock.now())
        return 0
    }

    private func gone(_ connection: OpaquePointer) {
        let now = MonotonicClock.now()
        switch phase {
        case .connecting where connection == self.connection:
            connectionFailed(libraryReason: "", error: 0, now: now)
        case .open, .closing:
            let failure = cause ?? unannouncedEnd(of: connection)
            switch failure {
            case .invalidText, .protocolViolation: inbox.count { $0.protocolViolations += 1 }
            default: break
            }
            disconnected(failure, now: now)
        default: break
        }
    }

    /// Why the library closed the connection on its own.
    private func unannouncedEnd(of connection: OpaquePointer) -> FeedFailure {
        if log.protocolFault == nil { return .connectionLost }
        // It leaves the code of the close frame that it has sent, where it sent one.
        if lws_get_close_length(connection) >= 2, let payload = lws_get_close_payload(connection),
            UInt16(payload[0]) << 8 | UInt16(payload[1]) == 1007
        {
            return .invalidText
        }
        return .protocolViolation(log.protocolFault ?? "")
    }
}
