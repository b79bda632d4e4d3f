extension FeedClient {
    package struct Configuration: Sendable {
        package var endpoint: FeedEndpoint
        /// Called on the service thread at the beginning of every attempt.
        package var credentials: @Sendable () -> FeedCredentials
        package var userAgent = "roomvitals"
        /// A PEM file of certificates to trust, in place of the system's.
        package var caFile: String?
        /// Takes any certificate, for any name. The caller warns of it, loudly.
        package var isInsecure = false
        package var limits = Limits()
        /// From the name lookup to the server's answer.
        package var handshakeTimeout: Duration = .seconds(10)
        package var pingInterval: Duration = .seconds(5)
        /// So long may nothing at all be heard.
        package var pingTimeout: Duration = .seconds(15)
        package var tickInterval: Duration = .milliseconds(250)
        /// So long a server has to answer a close frame.
        package var closeTimeout: Duration = .seconds(2)
        package var backoff = Backoff()
        package var policy = ConnectionPolicy()
        /// At least 1 MiB: decoders recurse on the service thread.
        package var stackBytes = 2 << 20

        package init(
            endpoint: FeedEndpoint, credentials: @escaping @Sendable () -> FeedCredentials = { FeedCredentials() }
        ) {
            self.endpoint = endpoint
            self.credentials = credentials
        }
    }

    /// Bounds of one client; each has a counter in ``FeedStatistics``.
    package struct Limits: Sendable, Equatable {
        /// A larger message closes the connection with 1009.
        package var messageBytes = 1 << 20
        /// A message in more fragments closes the connection with 1009.
        package var fragmentsPerMessage = 4096
        package var sendQueueBytes = 1 << 20
        package var sendQueueMessages = 1024
        /// Answers to pings that wait for the socket; of more, the oldest are dropped.
        package var pendingPongs = 16

        package init() {}
    }
}
