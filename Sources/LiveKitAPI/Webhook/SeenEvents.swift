/// Ids of events that have come, for as long as their tokens could be shown again.
struct SeenEvents: Sendable {
    /// Ids at the most; beyond it those go whose tokens end first.
    static let limit = 16_384

    private var ends: [String: Double] = [:]
    /// In the order of their coming, which is nearly that of their ends.
    private var order: [(id: String, end: Double)] = []
    private var first = 0
    /// Ids that had to go early.
    private(set) var forgotten: UInt64 = 0

    /// - Parameters:
    ///   - end: seconds since 1970 at which the token is good for nothing.
    ///   - now: seconds since 1970.
    /// - Returns: whether the id is new.
    mutating func take(_ id: String, until end: Double, now: Double) -> Bool {
        while first < order.count, order[first].end < now || ends.count >= Self.limit {
            if order[first].end >= now { forgotten += 1 }
            ends[order[first].id] = nil
            first += 1
        }
        if first > order.count / 2 {
            order.removeFirst(first)
            first = 0
        }
        guard ends[id] == nil else { return false }
        ends[id] = end
        order.append((id, end))
        return true
    }
}
