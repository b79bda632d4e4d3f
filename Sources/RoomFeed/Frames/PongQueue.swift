/// Answers to pings that wait for the socket: of more than it has room for, the oldest are dropped, as RFC 6455
/// section 5.5.3 allows.
struct PongQueue {
    let limit: Int
    private var payloads: [[UInt8]] = []

    init(limit: Int) { self.limit = max(1, limit) }

    var isEmpty: Bool { payloads.isEmpty }

    /// - Returns: whether an older answer was dropped for it.
    mutating func append(_ payload: [UInt8]) -> Bool {
        payloads.append(payload)
        guard payloads.count > limit else { return false }
        payloads.removeFirst()
        return true
    }

    mutating func popFirst() -> [UInt8]? { payloads.isEmpty ? nil : payloads.removeFirst() }

    mutating func removeAll() { payloads.removeAll() }
}
