import Vitals

extension RoomView {
    /// The same view `seconds` later, when nothing was heard of the bot meanwhile.
    ///
    /// - Parameter staleAfter: seconds beyond which its verdict and its newest readings are no longer believed.
    func aged(by seconds: Double, staleAfter: Double) -> RoomView {
        var later = self
        later.freshness.newestReportAge = freshness.newestReportAge.map { $0 + seconds }
        later.health.lastMessageAge = health.lastMessageAge.map { $0 + seconds }
        let isStale = seconds > staleAfter
        for place in later.participants.indices {
            later.participants[place].lastReportAge = participants[place].lastReportAge.map { $0 + seconds }
            guard isStale else { continue }
            later.participants[place].judgement = Judgement(level: .unknown)
            later.participants[place].latest = LiveFigures()
            later.participants[place].isFresh = false
        }
        if isStale {
            later.latest = LiveFigures()
            later.verdict = Verdict(
                level: .unknown, sentence: "Nothing was heard of the monitor for \(Int(min(seconds, 1e9))) s.")
        }
        return later
    }
}
