/// The greatest values that a room's counters were ever given out at.
///
/// A counter that falls by one looks to PromQL like a program that was started anew, and its whole value counts as a
/// rise. Yet the session's own sums do fall: late packets are found again, folded bins of a sketch move up, and a sum of
/// fractions comes out an ulp lower when a participant's share moves to another place in it. What is given out is
/// therefore the greatest value so far. It is never below the truth, it is the truth again as soon as the sum has caught
/// up, and nothing is counted twice, as it would be if only the rises were added up.
struct RoomMemory: Sendable {
    /// Of the series of `RoomCounters.all`, in their order.
    private var counters: [Double?] = []
    /// Of the parts of `RoomDistribution.all`, in their order.
    private var readings: [RoomDistribution.Reading] = []
    private var start: Double?
    private var reports: UInt64 = 0

    /// Looks at the room as it is now. With another session in the same room, all counters begin anew.
    mutating func see(_ view: RoomView) {
        if start != nil && view.start != start || view.reports < reports { self = RoomMemory() }
        start = view.start
        reports = view.reports
        let values = RoomCounters.all.flatMap { metric in metric.series.map { $0.value(view) } }
        counters = counters.isEmpty ? values : zip(counters, values).map(Self.greatest)
        let seen = RoomDistribution.all.flatMap { distribution in
            distribution.parts.map { distribution.reading(of: $0, in: view) }
        }
        readings = readings.isEmpty ? seen : zip(readings, seen).map(Self.greatest)
    }

    /// The room's counters, family by family.
    func counterSamples(labels: [MetricLabel]) -> [[MetricSample]] {
        var values = counters[...]
        return RoomCounters.all.map { metric in
            metric.series.compactMap { series in
                guard let value = values.popFirst() ?? nil else { return nil }
                return MetricSample(value, labels: labels + series.labels)
            }
        }
    }

    /// The room's histograms, family by family; one without a reading has no series.
    func distributionSamples(labels: [MetricLabel]) -> [[MetricSample]] {
        var readings = readings[...]
        return RoomDistribution.all.map { distribution in
            distribution.parts.flatMap { part -> [MetricSample] in
                guard let reading = readings.popFirst(), reading.total > 0 else { return [] }
                return distribution.samples(reading, of: part, labels: labels)
            }
        }
    }

    private static func greatest(_ left: Double?, _ right: Double?) -> Double? {
        guard let left, let right else { return left ?? right }
        return max(left, right)
    }

    /// Buckets that rose with their edges before still do: a greater edge's greatest count is never the lesser one.
    private static func greatest(
        _ left: RoomDistribution.Reading, _ right: RoomDistribution.Reading
    ) -> RoomDistribution.Reading {
        RoomDistribution.Reading(
            counts: zip(left.counts, right.counts).map(max), total: max(left.total, right.total),
            sum: max(left.sum, right.sum))
    }
}
