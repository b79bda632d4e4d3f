/// What one client has seen so far.
package struct FeedStatistics: Sendable, Equatable {
    /// Attempts that were begun.
    package var attempts: UInt64 = 0
    /// Attempts that became a connection.
    package var connects: UInt64 = 0
    /// Connections after the first one.
    package var reconnects: UInt64 = 0
    package var messagesReceived: UInt64 = 0
    package var bytesReceived: UInt64 = 0
    package var pongsReceived: UInt64 = 0
    package var messagesSent: UInt64 = 0
    package var bytesSent: UInt64 = 0
    package var pingsSent: UInt64 = 0
    /// Pings that were not answered, because answers to later ones waited already.
    package var pongsDropped: UInt64 = 0
    package var pingTimeouts: UInt64 = 0
    /// Messages refused for their size; each cost its connection.
    package var messagesTooLarge: UInt64 = 0
    /// Messages refused for the number of their fragments; each cost its connection.
    package var messagesTooFragmented: UInt64 = 0
    /// Connections ended because a text was not UTF-8, or for another breach of the protocol.
    package var protocolViolations: UInt64 = 0
    /// Messages to send that were dropped: no room, no connection, or the connection ended first.
    package var sendsDropped: UInt64 = 0
    /// When the last message came, in nanoseconds of the monotonic clock.
    package var lastMessage: UInt64?

    package init() {}
}
