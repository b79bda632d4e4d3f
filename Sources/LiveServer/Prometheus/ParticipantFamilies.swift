/// Series of the worst participants of all rooms.
enum ParticipantFamilies {
    /// Adds the worst of each room, then the second of each, and so on, for as long as the budget lasts.
    ///
    /// - Parameter number: how many by level, and how many by loss, of one room.
    static func add(
        of rooms: [LabelledRoom], views: [RoomView], worst number: Int, budget: inout SeriesBudget,
        leftOut: inout LeftOut, to families: inout [MetricFamily]
    ) {
        let most = ParticipantMetrics.mostSeries
        var lists: [[(participant: ParticipantView, labels: [MetricLabel])]] = []
        for room in rooms where views[room.place].state != .ended {
            let present = views[room.place].presentCount
            guard !budget.isClosed else {
                budget.leaveOut(min(present, number) * most)
                leftOut.participantLimit += UInt64(max(0, present - number) * most)
                continue
            }
            let worst = ParticipantMetrics.worst(number, of: views[room.place])
            leftOut.participantLimit += UInt64(max(0, present - worst.count) * most)
            lists.append(labelled(worst, in: room, leftOut: &leftOut))
        }
        var filled = lists.map { _ in RoomFamilies(RoomFamilies.ofParticipants) }
        for rank in 0..<(lists.map(\.count).max() ?? 0) {
            for place in lists.indices where rank < lists[place].count {
                guard !budget.isClosed else {
                    budget.leaveOut(most)
                    continue
                }
                let (participant, labels) = lists[place][rank]
                let samples = ParticipantMetrics.all.map { $0.samples(of: participant, labels: labels) }
                if budget.take(samples.seriesCount) { filled[place].add(samples) }
            }
        }
        // Room by room: a reader finds those of one room together.
        var whole = RoomFamilies(RoomFamilies.ofParticipants)
        for room in filled { whole.add(room.families.map(\.samples)) }
        families += whole.families
    }

    private static func labelled(
        _ worst: [ParticipantView], in room: LabelledRoom, leftOut: inout LeftOut
    ) -> [(participant: ParticipantView, labels: [MetricLabel])] {
        var taken: Set<[UInt8]> = []
        return worst.compactMap { participant in
            let label = NameLabel.value(for: participant.identity)
            guard taken.insert(Array(label.utf8)).inserted else {
                leftOut.sameLabels += UInt64(ParticipantMetrics.mostSeries)
                return nil
            }
            return (participant, room.labels + [MetricLabel("identity", label)])
        }
    }
}
