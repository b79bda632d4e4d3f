/// How one try gets on: whether its bytes flow, and whether its answer comes. Times are seconds on a clock that nobody sets.
struct TryPace {
    enum Verdict: Equatable {
        case goesOn
        /// The record's bytes do not flow any more.
        case stalled
        /// All have arrived, and no answer came.
        case unanswered
        /// The answer's head is there; what is missing of its body says nothing that is needed.
        case answered
    }

    private let policy: SavePolicy
    /// Bytes of the record.
    let total: Int
    /// Of them, those that the other side's system has.
    private(set) var arrived = 0
    var hasArrived: Bool { arrived >= total }
    /// Since when it is watched how many bytes flow, and how many there were then.
    private var watch: (since: Double, bytes: Int)
    /// Since when nothing but the answer is waited for.
    private var waitsSince: Double?
    private var hasHead = false
    /// The answer is no success: the rest of the record is not sent.
    private var isTurnedDown = false
    private var heardAt: Double?

    init(_ policy: SavePolicy, total: Int, now: Double) {
        self.policy = policy
        self.total = total
        watch = (now, 0)
    }

    /// Bytes of the answer came.
    mutating func hear(at now: Double) { heardAt = now }

    /// The answer's head is complete.
    mutating func answer(isSuccess: Bool) {
        hasHead = true
        isTurnedDown = !isSuccess
    }

    mutating func verdict(arrived bytes: Int, at now: Double) -> Verdict {
        arrived = max(arrived, bytes)
        guard hasArrived || isTurnedDown else { return flows(at: now) ? .goesOn : .stalled }
        let since = waitsSince ?? now
        waitsSince = since
        let isOver = now - since >= policy.answerTimeout
        guard hasHead else { return isOver ? .unanswered : .goesOn }
        let isSilent = now - (heardAt ?? now) >= policy.answerStall
        return isOver || isSilent ? .answered : .goesOn
    }

    private mutating func flows(at now: Double) -> Bool {
        let needed = Int(policy.slowestFlow * policy.flowWindow)
        if arrived - watch.bytes >= needed { watch = (now, arrived) }
        return now - watch.since < policy.flowWindow
    }
}
