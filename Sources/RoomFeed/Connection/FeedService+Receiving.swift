import CLibwebsockets

// From the socket's bytes to messages.
extension FeedService {
    /// - Parameter bytes: what the library has read; in its buffer, until this returns.
    /// - Returns: -1 to end the connection.
    func receive(_ bytes: UnsafeRawBufferPointer, from connection: OpaquePointer) -> Int32 {
        let now = MonotonicClock.now()
        heard(now: now)
        guard tls != nil else { return take(bytes, from: connection, now: now) }
        tls?.take(bytes)
        if tls?.isEstablished == false {
            guard shakeHands(connection) else { return -1 }
            if tls?.isEstablished == false { return 0 }
        }
        while let step = tls?.next() {
            // Even what is read may have an answer: a new key, say.
            sendPending(to: connection)
            if hasTooMuchToSend {
                let failure = FeedFailure.protocolViolation("TLS messages that ask for answers, which are not read")
                cause = failure
                attempt?.failure = failure
                return -1
            }
            guard case .bytes(let plain) = step else { return -1 }
            if plain.isEmpty { break }
            let status = take(plain, from: connection, now: now)
            if status != 0 { return status }
        }
        return 0
    }

    private func take(_ bytes: UnsafeRawBufferPointer, from connection: OpaquePointer, now: UInt64) -> Int32 {
        var input = bytes
        switch upgrade?.take(&input) {
        case nil: break
        case .partial: return 0
        case .accepted:
            upgrade = nil
            connected(now: now)
        case .refused(let failure):
            attempt?.failure = failure
            return -1
        }
        return takeFrames(&input, from: connection, now: now)
    }

    private func takeFrames(_ input: inout UnsafeRawBufferPointer, from connection: OpaquePointer, now: UInt64) -> Int32
    {
        var messages: UInt64 = 0
        var bytes: UInt64 = 0
        var pongsReceived: UInt64 = 0
        var pongsDropped: UInt64 = 0
        // Counted together, because there are many messages in what comes at a time.
        defer {
            inbox.count { statistics in
                statistics.messagesReceived += messages
                statistics.bytesReceived += bytes
                statistics.pongsReceived += pongsReceived
                statistics.pongsDropped += pongsDropped
                if messages > 0 { statistics.lastMessage = now }
            }
        }
        while !isDeaf, let event = reader.next(in: &input) {
            switch event {
            case .message(let message, let isBinary):
                guard phase == .open else { continue }
                messages += 1
                bytes += UInt64(message.count)
                emit(isBinary ? .binary(message) : .text(message))
            case .ping(let payload):
                if pongs.append(payload) { pongsDropped += 1 }
                lws_callback_on_writable(connection)
            case .pong: pongsReceived += 1
            case .close(let close): return closedByServer(close, connection)
            case .fault(let fault): refuse(fault)
            }
        }
        return 0
    }

    /// Ends the connection for a fault of the server's.
    private func refuse(_ fault: MessageFault) {
        isDeaf = true
        // Where a close frame of ours is under way, there is nothing more to say.
        guard phase == .open else { return }
        inbox.count { statistics in
            switch fault {
            case .tooLarge: statistics.messagesTooLarge += 1
            case .tooManyFragments: statistics.messagesTooFragmented += 1
            case .frame, .invalidText: break
            }
        }
        owed = inbox.messageCount
        cause = fault.failure(limits: configuration.limits)
        close(with: CloseCode.payload(fault.closeCode))
    }

    /// The server's close frame is answered, or is the answer to ours: the connection ends either way.
    private func closedByServer(_ close: ServerClose, _ connection: OpaquePointer) -> Int32 {
        isDeaf = true
        endsWhenSent = true
        if phase == .open {
            cause = close.failure
            self.close(with: close.answer)
        } else if closing == nil, outgoing.isEmpty {
            return end(connection)
        }
        return 0
    }
}
