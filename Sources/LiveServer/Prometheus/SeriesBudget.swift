/// How many series an exposition may still hold.
///
/// What comes first is admitted first. The first bundle that does not fit closes the budget: a smaller one behind it has
/// no better claim, and which series there are must not hang on their sizes.
struct SeriesBudget: Sendable, Equatable {
    let limit: Int
    private(set) var admitted = 0
    /// Series that were left out because the limit was reached.
    private(set) var leftOut = 0
    private(set) var isClosed = false

    init(limit: Int) {
        self.limit = limit
    }

    /// Asks for room for series that belong together: all of them or none.
    mutating func take(_ count: Int) -> Bool {
        guard !isClosed, count <= limit - admitted else {
            leaveOut(count)
            return false
        }
        admitted += count
        return true
    }

    /// Counts series that nobody has put together, since there would be no room for them.
    mutating func leaveOut(_ count: Int) {
        isClosed = true
        leftOut += count
    }
}
