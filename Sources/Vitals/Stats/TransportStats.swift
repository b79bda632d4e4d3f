/// A `transport` entry: the ICE transport under a peer connection.
public struct TransportStats: Sendable, Equatable {
    public var id: String
    /// The entry's `timestamp`, ms since 1970.
    public var timestamp: Double
    /// Bytes that left the machine, missing in Firefox. It stands still while ICE is down, when sender counters do not.
    @Figure public var bytesSent: Double?

    public init(id: String, timestamp: Double, bytesSent: Double? = nil) {
        self.id = id
        self.timestamp = timestamp
        self.bytesSent = bytesSent
    }
}
