/// What the relay has done and turned away since it started: a snapshot.
package struct RelayStatistics: Sendable, Equatable {
    /// Open connections, of them upgraded to WebSocket.
    package var connections = 0
    package var webSockets = 0
    package var rooms = 0
    package var participants = 0
    package var monitors = 0

    package var connectionsAccepted: UInt64 = 0
    package var httpRequests: UInt64 = 0
    package var joins: UInt64 = 0
    package var roomsEnded: UInt64 = 0

    /// WebSocket payload bytes of whole messages.
    package var bytesReceived: UInt64 = 0
    package var bytesSent: UInt64 = 0
    /// By the name of the message, unknown ones together as `unknown`.
    package var messagesReceived: [String: UInt64] = [:]
    package var messagesSent: [String: UInt64] = [:]

    /// Requests refused before the upgrade, by `HandshakeRefusal`'s stable names.
    package var refusedHandshakes: [String: UInt64] = [:]
    /// Messages refused, by `DecodeFailure`'s or `MessageRefusal`'s stable names.
    package var refusedMessages: [String: UInt64] = [:]
    /// Connections that the relay closed, by their WebSocket close code.
    package var closedByCode: [UInt16: UInt64] = [:]
    /// Connections closed because nothing was heard of them for the ping timeout.
    package var silentConnections: UInt64 = 0
    /// Times that reading from a connection paused because it sent faster than it may.
    package var throttles: UInt64 = 0
    /// Stats messages left out for monitors that did not keep up.
    package var statsDropped: UInt64 = 0

    package init() {}
}
