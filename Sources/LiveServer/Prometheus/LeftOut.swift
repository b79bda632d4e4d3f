/// Series that an exposition does not hold, by the bound that kept them out.
///
/// Series that were never put together are counted as if everything had been measured.
struct LeftOut: Sendable, Equatable {
    /// The limit of all series was reached.
    var seriesLimit: UInt64 = 0
    /// Of participants who are not among the worst.
    var participantLimit: UInt64 = 0
    /// Of a second room, or of a second participant of a room, whose label another one has already.
    var sameLabels: UInt64 = 0

    static func += (left: inout LeftOut, right: LeftOut) {
        left.seriesLimit += right.seriesLimit
        left.participantLimit += right.participantLimit
        left.sameLabels += right.sameLabels
    }

    /// One series for each reason, always all of them.
    var samples: [MetricSample] {
        [("series_limit", seriesLimit), ("participant_limit", participantLimit), ("same_labels", sameLabels)].map {
            MetricSample(Double($0.1), labels: [MetricLabel("reason", $0.0)])
        }
    }
}
