import Vitals

/// How the readings of a whole session were distributed, as a histogram with fixed edges.
///
/// Histograms and not summaries, because the buckets of several rooms, or of a window of time, can be added in PromQL,
/// while quantiles cannot. A reading counts once here, whatever the seconds that it stands for; `_sum` is the plain sum
/// of the readings, so that `_sum / _count` is their mean. A value is told from an edge within 1 %: see
/// `QuantileSketch.counts(upTo:)`.
struct RoomDistribution: Sendable {
    let family: MetricFamily
    let parts: [Part]
    /// Upper edges of the buckets, in the spread's unit, rising.
    let edges: [Double]
    /// What a value of the spread is multiplied with and divided by to be in the family's unit.
    let factor: Double
    let divisor: Double

    struct Part: Sendable {
        let labels: [MetricLabel]
        let spread: @Sendable (RoomView) -> Spread
    }

    /// What a histogram says: as many counts as there are edges.
    struct Reading: Sendable, Equatable {
        var counts: [UInt64]
        var total: UInt64
        var sum: Double
    }

    /// How many series one part has.
    var seriesOfPart: Int { edges.count + 3 }

    func reading(of part: Part, in view: RoomView) -> Reading {
        let spread = part.spread(view)
        return Reading(
            counts: spread.sketch.counts(upTo: edges), total: spread.count,
            sum: spread.moments.mean * Double(spread.count) * factor / divisor)
    }

    func samples(_ reading: Reading, of part: Part, labels: [MetricLabel]) -> [MetricSample] {
        let labels = labels + part.labels
        var samples: [MetricSample] = []
        for (edge, count) in zip(edges, reading.counts) {
            // With a fraction in both formats, for "1" and "1.0" are two series.
            let edge = MetricLabel("le", (edge * factor / divisor).description)
            samples.append(MetricSample(Double(count), labels: labels + [edge], suffix: "_bucket"))
        }
        let whole = Double(reading.total)
        samples.append(MetricSample(whole, labels: labels + [MetricLabel("le", "+Inf")], suffix: "_bucket"))
        samples.append(MetricSample(reading.sum, labels: labels, suffix: "_sum"))
        samples.append(MetricSample(whole, labels: labels, suffix: "_count"))
        return samples
    }

    static let all: [RoomDistribution] = [
        RoomDistribution(
            "round_trip_time_seconds", unit: "seconds", help: "Round trips of sent media, one a report by RTCP.",
            edges: [10, 25, 50, 75, 100, 150, 200, 300, 400, 500, 1000, 2500], dividedBy: 1000,
            [Part(labels: []) { $0.block.roundTripTime }]),
        RoomDistribution(
            "jitter_seconds", unit: "seconds", help: "Jitter of sent media, one value a report by RTCP.",
            edges: [1, 2.5, 5, 10, 20, 30, 50, 100, 250], dividedBy: 1000, [Part(labels: []) { $0.block.jitter }]),
        RoomDistribution(
            "video_reading_bytes_per_second", unit: "bytes_per_second", help: "Rates of video, one a reading.",
            edges: [50, 100, 200, 350, 500, 750, 1000, 1500, 2500, 4000, 8000], times: 125,
            bothWays { $0.bitrate }),
        // Between the usual frame rates, never on one: the edge of a bucket is sharp only within 1 %.
        RoomDistribution(
            "video_reading_frames_per_second", help: "Frame rates of video, one a reading.",
            edges: [1, 4, 7.5, 12.5, 17.5, 22.5, 27.5, 35, 55, 70], bothWays { $0.frameRate }),
    ]

    private init(
        _ name: String, unit: String? = nil, help: String, edges: [Double], times factor: Double = 1,
        dividedBy divisor: Double = 1, _ parts: [Part]
    ) {
        family = MetricFamily("roomvitals_" + name, .histogram, unit: unit, help: help)
        self.parts = parts
        self.edges = edges
        self.factor = factor
        self.divisor = divisor
    }

    private static func bothWays(_ spread: @escaping @Sendable (MediaAggregates) -> Spread) -> [Part] {
        [
            Part(labels: [MetricLabel("direction", "sent")]) { spread($0.totals.uplinkVideo) },
            Part(labels: [MetricLabel("direction", "received")]) { spread($0.totals.downlinkVideo) },
        ]
    }
}
