/// Loss of the last seconds, from cumulative counts seen now and then: a few marks on the session's clock.
struct RecentLoss: Sendable, Equatable {
    /// Marks kept; the oldest lies just beyond the stretch that is looked back on.
    static let markLimit = 12

    private struct Mark: Sendable, Equatable {
        /// ms on the session's clock.
        var time: Double
        var loss: PacketLoss
    }

    private var marks: [Mark] = []
    private var latest = PacketLoss()

    /// Takes in the loss since the beginning, as it stands at `now`, ms on the session's clock.
    ///
    /// - Parameter seconds: how far is looked back; the mark that it is counted from may lie a tenth further back.
    mutating func observe(_ loss: PacketLoss, at now: Double, lookingBack seconds: Double) {
        if loss.intervals < latest.intervals { marks.removeAll(keepingCapacity: true) }
        latest = loss
        let step = seconds * 1000 / Double(Self.markLimit - 2)
        if marks.last.map({ now - $0.time >= step || now < $0.time }) ?? true {
            marks.append(Mark(time: now, loss: loss))
        }
        let from = now - seconds * 1000
        while marks.count > Self.markLimit || (marks.count > 1 && marks[1].time <= from) { marks.removeFirst() }
    }

    /// Looks again, at `now`, at what it was told last.
    mutating func observeAgain(at now: Double, lookingBack seconds: Double) {
        observe(latest, at: now, lookingBack: seconds)
    }

    /// 0…100; `nil` where nothing was measured in the stretch.
    var percentage: Double? {
        guard let first = marks.first?.loss, latest.intervals > first.intervals else { return nil }
        var recent = PacketLoss()
        recent.lost = latest.lost - first.lost
        recent.expected = latest.expected - first.expected
        recent.intervals = latest.intervals - first.intervals
        return recent.percentage
    }
}
