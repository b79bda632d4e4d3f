/// A room under the label that it has in Prometheus.
struct LabelledRoom: Sendable {
    var view: RoomView
    var labels: [MetricLabel]

    /// The rooms in the order in which series are admitted: those that go on first, of them the oldest.
    ///
    /// So a flood of new rooms cuts off itself, and not those that were there before it.
    static func inOrder(_ views: [RoomView], leftOut: inout LeftOut) -> [LabelledRoom] {
        let sorted = views.sorted { left, right in
            let mine = left.rank
            let theirs = right.rank
            return mine == theirs ? left.name.utf8.lexicographicallyPrecedes(right.name.utf8) : mine < theirs
        }
        var taken: Set<[UInt8]> = []
        return sorted.compactMap { view in
            let label = NameLabel.value(for: view.name)
            guard taken.insert(Array(label.utf8)).inserted else {
                leftOut.sameLabels += UInt64(
                    RoomFamilies.mostSeriesOfRoom + RoomFamilies.mostSeriesOfDistributions)
                return nil
            }
            return LabelledRoom(view: view, labels: [MetricLabel("room", label)])
        }
    }
}

extension RoomView {
    fileprivate var rank: (Int, Double) { (state == .ended ? 1 : 0, start ?? .infinity) }
}
