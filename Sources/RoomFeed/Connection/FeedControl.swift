/// What can be asked of a client from any thread, the handler's own included.
package struct FeedControl: Sendable {
    let inbox: FeedInbox

    /// - Returns: whether the message was taken; it is not while there is no connection or the queue is full, and
    ///   that is counted.
    @discardableResult
    package func send(text: some StringProtocol) -> Bool {
        inbox.send(SendQueue.Message(bytes: Array(text.utf8), isBinary: false))
    }

    /// Sends bytes that are known to be UTF-8 as a text message.
    @discardableResult
    package func send(utf8 bytes: [UInt8]) -> Bool {
        inbox.send(SendQueue.Message(bytes: bytes, isBinary: false))
    }

    @discardableResult
    package func send(binary bytes: [UInt8]) -> Bool {
        inbox.send(SendQueue.Message(bytes: bytes, isBinary: true))
    }

    /// Ends the client: what is queued is sent, then a close frame, and the server has the close timeout to answer.
    ///
    /// - Parameters:
    ///   - code: 1000…1003, 1007…1011 or 3000…4999; anything else becomes 1000.
    ///   - reason: cut to 123 bytes.
    package func stop(code: UInt16 = 1000, reason: String = "") { inbox.stop(code: code, reason: reason) }

    /// Changes the interval of pings and how much silence is taken, as a join message tells them.
    package func setPings(interval: Duration, timeout: Duration) {
        inbox.setPings(interval: interval, timeout: timeout)
    }

    package var statistics: FeedStatistics { inbox.statistics }
}
