/// Families that are filled subject by subject, and how many of their series have come together.
struct RoomFamilies {
    private(set) var families: [MetricFamily]

    init(_ families: [MetricFamily]) {
        self.families = families
    }

    /// Adds one subject's series, in the families' order.
    mutating func add(_ samples: [[MetricSample]]) {
        for (place, more) in samples.enumerated() { families[place].samples += more }
    }
}

extension RoomFamilies {
    /// Of rooms as wholes.
    static let ofRooms =
        (RoomGauges.lasting + RoomGauges.current).map(\.family) + RoomCounters.all.map(\.family)
        + BotMetrics.all.map(\.family) + BotMetrics.current.map(\.family) + [BotMetrics.refusedMessages]
    static let ofDistributions = RoomDistribution.all.map(\.family)
    static let ofParticipants = ParticipantMetrics.all.map(\.family)

    /// The most that a room as a whole has, but for messages refused, whose reasons come up one by one.
    static let mostSeriesOfRoom =
        (RoomGauges.lasting + RoomGauges.current + RoomCounters.all + BotMetrics.all
        + BotMetrics.current).reduce(0) { $0 + $1.series.count }
    /// The most that a room's histograms have.
    static let mostSeriesOfDistributions = RoomDistribution.all.reduce(0) { $0 + $1.parts.count * $1.seriesOfPart }

    /// What `ofRooms` has of one room.
    static func samples(of view: RoomView, memory: RoomMemory, labels: [MetricLabel]) -> [[MetricSample]] {
        func read(_ metrics: [Metric<RoomView>], if isWanted: Bool = true) -> [[MetricSample]] {
            metrics.map { isWanted ? $0.samples(of: view, labels: labels) : [] }
        }
        let goesOn = view.state != .ended
        return read(RoomGauges.lasting) + read(RoomGauges.current, if: goesOn)
            + memory.counterSamples(labels: labels) + read(BotMetrics.all) + read(BotMetrics.current, if: goesOn)
            + [BotMetrics.refusedMessages(of: view, labels: labels)]
    }
}
