import CLibwebsockets

// What the library calls back with.
extension FeedService {
    static let callback:
        @convention(c) @Sendable (
            OpaquePointer?, lws_callback_reasons, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, Int
        ) -> Int32 = { connection, reason, _, input, length in
            guard let connection, let context = lws_get_context(connection), let owner = lws_context_user(context)
            else {
                return 0
            }
            let service = Unmanaged<FeedService>.fromOpaque(owner).takeUnretainedValue()
            return service.phase == .ended ? 0 : service.handle(reason, of: connection, input, length)
        }

    /// - Returns: -1 to have the library close the connection, which it then reports as any other end.
    private func handle(
        _ reason: lws_callback_reasons, of connection: OpaquePointer, _ input: UnsafeMutableRawPointer?, _ length: Int
    ) -> Int32 {
        switch reason {
        case LWS_CALLBACK_RAW_CONNECTED: return reached(connection)
        case LWS_CALLBACK_RAW_RX:
            guard connection == self.connection else { return -1 }
            return receive(UnsafeRawBufferPointer(start: input, count: length), from: connection)
        case LWS_CALLBACK_RAW_WRITEABLE:
            guard connection == self.connection else { return -1 }
            return write(to: connection)
        case LWS_CALLBACK_EVENT_WAIT_CANCELLED: obeyWishes()
        // The first of them where there was no connection yet, the second where there was one, and the third for both.
        case LWS_CALLBACK_CLIENT_CONNECTION_ERROR, LWS_CALLBACK_RAW_CLOSE, LWS_CALLBACK_WSI_DESTROY:
            if connection == self.connection { gone() }
        default: break
        }
        return 0
    }

    private func gone() {
        let now = MonotonicClock.now()
        switch phase {
        case .connecting: connectionFailed(now: now)
        case .open, .closing:
            let failure = cause ?? .connectionLost
            switch failure {
            case .invalidText, .protocolViolation: inbox.count { $0.protocolViolations += 1 }
            default: break
            }
            disconnected(failure, now: now)
        default: break
        }
    }
}
