/// A room under the label that it has in Prometheus.
struct LabelledRoom: Sendable {
    /// Among the views: they are large, and there may be ten thousand of them, so nothing here copies one.
    var place: Int
    var labels: [MetricLabel]

    /// The rooms in the order in which series are admitted: those that go on first, of them the oldest.
    ///
    /// So a flood of new rooms cuts off itself, and not those that were there before it.
    static func inOrder(_ views: [RoomView], leftOut: inout LeftOut) -> [LabelledRoom] {
        let keys = views.indices.map { place in
            Key(
                hasEnded: views[place].state == .ended, start: views[place].start ?? .infinity, name: views[place].name,
                place: place)
        }
        var taken: Set<[UInt8]> = []
        return keys.sorted().compactMap { key in
            let label = NameLabel.value(for: key.name)
            guard taken.insert(Array(label.utf8)).inserted else {
                leftOut.sameLabels += UInt64(
                    RoomFamilies.mostSeriesOfRoom + RoomFamilies.mostSeriesOfDistributions)
                return nil
            }
            return LabelledRoom(place: key.place, labels: [MetricLabel("room", label)])
        }
    }

    private struct Key: Comparable {
        let hasEnded: Bool
        let start: Double
        let name: String
        let place: Int

        static func < (left: Key, right: Key) -> Bool {
            if left.hasEnded != right.hasEnded { return right.hasEnded }
            if left.start != right.start { return left.start < right.start }
            return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
        }

        static func == (left: Key, right: Key) -> Bool { left.place == right.place }
    }
}
