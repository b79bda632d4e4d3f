import CLibwebsockets
import Glibc

// From messages to the socket's bytes.
//
// The library's own way of writing keeps what the socket does not take, and its raw role reads nothing until that has
// gone: two sides that write would wait for each other. So the socket is written to here.
extension FeedService {
    /// The socket takes bytes.
    ///
    /// - Returns: -1 to end the connection.
    func write(to connection: OpaquePointer) -> Int32 {
        flush(to: connection)
        if outgoing.isEmpty, putNext() { flush(to: connection) }
        guard outgoing.isEmpty else { return 0 }
        if endsWhenSent, closing == nil { return end(connection) }
        if closing != nil || phase == .open && (!pongs.isEmpty || isPingDue || stop != nil || inbox.messageCount > 0) {
            lws_callback_on_writable(connection)
        }
        return 0
    }

    /// Ends the connection in order, which the library has still to be told.
    func end(_ connection: OpaquePointer) -> Int32 {
        if tls?.isEstablished == true {
            tls?.sayEnd()
            sendPending(to: connection)
        }
        return -1
    }

    /// Sends the request for the upgrade.
    func requestUpgrade(on connection: OpaquePointer) {
        guard let attempt else { return }
        self.attempt?.stage = .upgrade
        let key = UpgradeKey(using: &generator)
        upgrade = UpgradeAnswer(to: key)
        let request = UpgradeRequest(
            target: attempt.target, host: configuration.endpoint.hostHeader, key: key,
            userAgent: configuration.userAgent, token: attempt.token)
        put { $0 += request.bytes }
        flush(to: connection)
    }

    /// Whether more waits for the socket than a message can be, with what frames and TLS add to it: then TLS itself is
    /// made to answer by a server that does not read the answers.
    var hasTooMuchToSend: Bool {
        outgoing.count > configuration.limits.sendQueueBytes + configuration.limits.sendQueueBytes / 8 + 65_536
    }

    /// Sends what TLS has to say for itself.
    func sendPending(to connection: OpaquePointer) {
        outgoing.append { tls?.takeOutgoing(to: &$0) }
        flush(to: connection)
    }

    /// Puts the next frame in, if there is one: a message that is owed, the close frame, an answer to a ping, a ping, or
    /// any message.
    private func putNext() -> Bool {
        if owed > 0, let message = inbox.nextMessage() {
            owed -= 1
            put(message)
        } else if let closing {
            self.closing = nil
            put(.close, closing)
        } else if phase != .open {
            return false
        } else if let payload = pongs.popFirst() {
            put(.pong, payload)
        } else if isPingDue {
            isPingDue = false
            inbox.count { $0.pingsSent += 1 }
            put(.ping, [])
        } else if let message = inbox.nextMessage() {
            put(message)
        } else if let stop {
            close(with: CloseCode.payload(CloseCode.sendable(stop.code), reason: stop.reason))
            return putNext()
        } else {
            return false
        }
        return true
    }

    private func put(_ message: SendQueue.Message) {
        put(message.isBinary ? .binary : .text, message.bytes)
        inbox.count { statistics in
            statistics.messagesSent += 1
            statistics.bytesSent += UInt64(message.bytes.count)
        }
    }

    private func put(_ opcode: Opcode, _ payload: [UInt8]) {
        let mask = UInt32.random(in: .min ... .max, using: &generator)
        put { FrameWriter.append(opcode, payload, mask: mask, to: &$0) }
    }

    private func put(_ write: (inout [UInt8]) -> Void) {
        guard tls != nil else { return outgoing.append(write) }
        var bytes: [UInt8] = []
        write(&bytes)
        // It can only be refused where TLS has failed, and then reading tells.
        _ = tls?.seal(bytes)
        outgoing.append { tls?.takeOutgoing(to: &$0) }
    }

    private func flush(to connection: OpaquePointer) {
        let socket = lws_get_socket_fd(connection)
        let taken = outgoing.flush { bytes in
            send(socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        }
        guard !outgoing.isEmpty else { return }
        if taken >= 0 || errno == EAGAIN || errno == EINTR {
            lws_callback_on_writable(connection)
        } else {
            // What the server said before it went may still be there to be read, and its end behind that.
            outgoing.removeAll()
        }
    }
}
