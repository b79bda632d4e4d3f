/// Every bound of a port, with its default. What each of them turned away is counted in `PortStatistics`.
package struct PortLimits: Sendable, Equatable {
    /// Bytes of a request line with its headers. More: 431 and the connection is closed.
    package var maxHandshakeBytes = 16_384
    /// For a whole request head, from the connection's or the last answer's beginning. Longer: closed.
    package var handshakeTimeout: Duration = .seconds(10)
    /// HTTP requests on one connection. The last one is answered with `Connection: close`.
    package var maxRequestsPerConnection = 1_000
    /// Open TCP connections. More: the one that has been idle longest gives way; where all are at work, 503.
    package var maxConnections = 10_000
    /// Of them, those that speak HTTP and are not upgraded.
    package var maxHTTPConnections = 1_000
    /// Requests that are being answered at one moment, streams not counted. More: 503.
    package var maxRequestsInFlight = 128
    /// For a whole body, from the end of its head. Longer: 408.
    package var bodyTimeout: Duration = .seconds(30)
    /// Bytes of bodies that are read, or that an answer is made to, at one moment. More: one that has been coming for longer
    /// than `bodyGrace` gives way with 503, and where there is none such the new one does.
    package var maxBodyBytesHeld = 67_108_864
    /// For a body to come before another one may take its room.
    package var bodyGrace: Duration = .seconds(3)
    /// Of them, bytes of bodies of one sender, where the route tells senders apart. More: 429.
    package var maxBodyBytesOfSender = 16_777_216
    /// For a reader to take something of what waits for it. Longer: closed.
    package var writeTimeout: Duration = .seconds(30)
    /// Bytes that wait for a reader before the writer has to: so many in the port, and in the kernel, which takes some
    /// times what it is told.
    package var socketBufferBytes = 262_144
    /// For a peer to close after the last answer.
    package var closeTimeout: Duration = .seconds(2)
    /// For all connections to close when the port shuts down.
    package var shutdownTimeout: Duration = .seconds(5)

    package init() {}
}
