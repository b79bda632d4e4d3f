/// What a bot has done and refused so far. Counters never fall while the bot lives.
package struct BotHealth: Sendable, Equatable {
    package var connects: UInt64 = 0
    package var reconnects: UInt64 = 0
    package var messagesReceived: UInt64 = 0
    package var bytesReceived: UInt64 = 0
    package var pingTimeouts: UInt64 = 0
    /// Messages to the server that were dropped.
    package var sendsDropped: UInt64 = 0
    /// Messages refused while decoding or by the connection, by stable name, always in the same order.
    package var refusedMessages: [(reason: String, count: UInt64)] = []
    /// Seconds since the last message; `nil` before the first.
    package var lastMessageAge: Double?
    /// Seconds that the service thread spent on decoding and folding.
    package var foldSeconds: Double = 0
    /// Samples handed over, and the seconds that this took.
    package var samples: UInt64 = 0
    package var sampleSeconds: Double = 0

    package init() {}

    package static func == (left: BotHealth, right: BotHealth) -> Bool {
        left.connects == right.connects && left.reconnects == right.reconnects
            && left.messagesReceived == right.messagesReceived && left.bytesReceived == right.bytesReceived
            && left.pingTimeouts == right.pingTimeouts && left.sendsDropped == right.sendsDropped
            && left.refusedMessages.elementsEqual(right.refusedMessages, by: ==)
            && left.lastMessageAge == right.lastMessageAge && left.foldSeconds == right.foldSeconds
            && left.samples == right.samples && left.sampleSeconds == right.sampleSeconds
    }
}
