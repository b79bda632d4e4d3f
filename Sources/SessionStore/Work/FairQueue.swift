/// Tasks of several owners that wait to begin: owners have their turns one after the other, each with its oldest task, so
/// that one who asks for much waits for itself. A value: whoever holds it begins and ends the tasks.
struct FairQueue<Owner: Hashable & Sendable, Work> {
    /// What became of a task.
    enum Addition: Equatable {
        /// It may begin: one more than before may.
        case ready
        /// Its owner has as many at work as it may have.
        case waiting
        case full
        case ownerIsFull
    }

    /// Tasks of one owner that wait, oldest first, and how many are at work.
    private struct Line {
        var waiting: [Work] = []
        var running = 0
    }

    private let limit: Int
    private let runningLimit: Int
    private var lines: [Owner?: Line] = [:]
    /// Those of whom something waits, whose turn is next first.
    private var turns: [Owner?] = []
    private var count = 0

    /// - Parameters:
    ///   - limit: how many tasks may wait.
    ///   - runningLimit: how many tasks of one owner may be at work. Those of nobody in particular have no such limit.
    init(limit: Int, runningLimit: Int) {
        self.limit = limit
        self.runningLimit = runningLimit
    }

    /// - Parameter ownerLimit: how many tasks of that owner may wait; `nil`: as many as there is room for.
    mutating func add(_ work: Work, of owner: Owner?, atMost ownerLimit: Int? = nil) -> Addition {
        var line = lines[owner] ?? Line()
        if owner != nil, let ownerLimit, line.waiting.count >= ownerLimit { return .ownerIsFull }
        guard count < limit else { return .full }
        if line.waiting.isEmpty { turns.append(owner) }
        let isReady = mayBegin(line, owner, more: line.waiting.count)
        line.waiting.append(work)
        lines[owner] = line
        count += 1
        return isReady ? .ready : .waiting
    }

    /// Takes the next task that may begin; `nil` where there is none.
    mutating func begin() -> (work: Work, owner: Owner?)? {
        guard let turn = turns.firstIndex(where: { owner in lines[owner].map { mayBegin($0, owner) } ?? false }),
            case let owner = turns.remove(at: turn), var line = lines[owner]
        else { return nil }
        let work = line.waiting.removeFirst()
        line.running += 1
        if !line.waiting.isEmpty { turns.append(owner) }
        lines[owner] = line
        count -= 1
        return (work, owner)
    }

    /// Says that a task is done.
    ///
    /// - Returns: whether one more may begin now than before.
    mutating func end(of owner: Owner?) -> Bool {
        guard var line = lines[owner] else { return false }
        let couldNotBegin = !line.waiting.isEmpty && !mayBegin(line, owner, more: line.waiting.count - 1)
        line.running -= 1
        lines[owner] = line.running == 0 && line.waiting.isEmpty ? nil : line
        return couldNotBegin
    }

    /// - Parameter more: tasks of the same owner that begin before.
    private func mayBegin(_ line: Line, _ owner: Owner?, more: Int = 0) -> Bool {
        owner == nil || line.running + more < runningLimit
    }
}
