/// Names one WebSocket connection within one relay; never used again.
struct ConnectionID: Hashable, Sendable, Comparable {
    var number: UInt64

    static func < (left: ConnectionID, right: ConnectionID) -> Bool { left.number < right.number }
}
