extension Verdict {
    /// The verdict on a room of which only the server's word on each connection is known; `nil` where that says too
    /// little.
    ///
    /// - Parameters:
    ///   - present: those in the room now, in any order.
    ///   - isReported: whether some of them have told numbers of their own, which are too few to judge.
    public init?(signalled present: [(identity: String, quality: ConnectionQuality)], isReported: Bool = false) {
        self.init(present, opening: "", calls: "calls", average: "", isReported ? "are too few yet" : "are not known")
    }

    /// The same of a room that is over.
    ///
    /// - Parameter participants: all who were in it, each with its quality on average.
    public init?(
        signalledOverWholeCall participants: [(identity: String, quality: ConnectionQuality)], isReported: Bool = false
    ) {
        self.init(
            participants, opening: " over the whole call", calls: "called", average: " on average",
            isReported ? "are too few" : "are not known")
    }

    private init?(
        _ participants: [(identity: String, quality: ConnectionQuality)], opening: String, calls: String,
        average: String, _ ownNumbers: String
    ) {
        let onlySignalled = "the participants' own numbers \(ownNumbers)."
        let known = participants.compactMap { one in one.quality.score.map { (one.identity, one.quality, score: $0) } }
        let bad = known.filter { $0.score < 3 }
        let worst = bad.min { left, right in
            if left.score != right.score { return left.score < right.score }
            return left.0.utf8.lexicographicallyPrecedes(right.0.utf8)
        }
        if let (identity, quality, score) = worst {
            let more = bad.count == 1 ? "" : ", and \(bad.count - 1) more not good"
            let level: VerdictLevel = score < 2 ? .poor : .fair
            self.init(
                level: level, identity: identity,
                sentence: "\(level == .poor ? "Poor" : "Fair")\(opening): the server \(calls) the connection of "
                    + "\(Self.shortened(identity)) \(quality.rawValue)\(average)\(more); \(onlySignalled)")
            return
        }
        guard !known.isEmpty, 2 * known.count > participants.count else { return nil }
        let all =
            known.count == participants.count
            ? "every connection" : "\(known.count) of \(participants.count) connections"
        self.init(
            level: .good,
            sentence: "Good\(opening): the server \(calls) \(all) good or excellent\(average); "
                + onlySignalled)
    }
}
