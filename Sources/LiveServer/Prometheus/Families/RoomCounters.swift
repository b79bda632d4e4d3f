import Vitals
import VitalsJSON

/// What has come together in a room since its session began.
///
/// Some of it may fall in the session itself, when late packets or reports are found again: `RoomMemory` keeps what is
/// given out from falling.
enum RoomCounters {
    static let all: [Metric<RoomView>] = media + reports

    private static let media: [Metric<RoomView>] = [
        counter(
            "packets_lost", help: "Packets lost, of audio and video; late ones that are found again are not lost.",
            Metric.directions(sent: { $0.block.loss.lost }, received: { $0.block.downlinkLoss.lost })),
        counter(
            "packets_expected", help: "Packets that should have arrived, without retransmissions.",
            Metric.directions(sent: { $0.block.loss.expected }, received: { $0.block.downlinkLoss.expected })),
        counter(
            "media_bytes", unit: "bytes", help: "Payload bytes for which readings speak, retransmissions with them.",
            ofEachMedia { ($0.bitrate.mean ?? 0) * $0.bitrate.weight * 125 }),
        counter(
            "readings", help: "Intervals of a track that were read.", ofEachMedia { Double($0.readings) }),
        counter("freezes", help: "Freezes of received video.") { view in
            let freezes = view.totals.downlinkVideo.freezes
            return freezes.measured ? freezes.freezeCount : nil
        },
        counter("freeze_seconds", unit: "seconds", help: "Time for which received video stood still.") { view in
            let freezes = view.totals.downlinkVideo.freezes
            return freezes.measured ? freezes.freezeSeconds : nil
        },
        counter(
            "quality_limited_seconds", unit: "seconds", help: "Time for which encoders of video were held back.",
            [
                limited(by: "bandwidth", \.bandwidth), limited(by: "cpu", \.cpu), limited(by: "other", \.other),
            ]),
    ]

    private static let reports: [Metric<RoomView>] = [
        counter("reports", help: "Reports folded in, duplicates with them.") { Double($0.reports) },
        counter("reports_refused", help: "Reports of nobody by name, and of newcomers to a full room.") {
            Double($0.reportsRefused)
        },
        counter("reports_missing", help: "Reports that never came, by their senders' numbers.") {
            Double($0.totals.samples.sequenceHoles)
        },
        counter("reports_duplicate", help: "Reports that came twice, by their senders' numbers.") {
            Double($0.totals.samples.duplicateReports)
        },
        counter("stats_dropped", help: "Messages of stats that the relay says it left out.") {
            Double($0.statsDropped)
        },
        counter("unknown_messages", help: "Messages of a name that this version does not know.") {
            Double($0.unknownMessages)
        },
        counter("samples_accepted", help: "Entries of reports that set a base line or closed an interval.") {
            Double($0.totals.samples.accepted)
        },
        counter("samples_stale", help: "Entries of reports that were not newer than their stream's last.") {
            Double($0.totals.samples.stale)
        },
        counter(
            "samples_refused", help: "Entries of reports that were refused.",
            Metric.each("reason", of: EntryRefusal.allCases, name: \.name) {
                Double($0.totals.samples.refusals[$1] ?? 0)
            }),
        counter("stream_resets", help: "Streams whose counters fell.") { Double($0.totals.samples.resets) },
    ]

    private static func counter(
        _ name: String, unit: String? = nil, help: String, _ series: [Metric<RoomView>.Series]
    ) -> Metric<RoomView> {
        Metric(name, .counter, unit: unit, help: help, series)
    }

    private static func counter(
        _ name: String, unit: String? = nil, help: String, _ value: @escaping @Sendable (RoomView) -> Double?
    ) -> Metric<RoomView> {
        Metric(name, .counter, unit: unit, help: help, value)
    }

    private static func ofEachMedia(
        _ value: @escaping @Sendable (MediaAggregates) -> Double
    ) -> [Metric<RoomView>.Series] {
        func one(
            _ direction: String, _ media: String, _ read: @escaping @Sendable (Totals) -> MediaAggregates
        ) -> Metric<RoomView>.Series {
            .init(labels: [MetricLabel("direction", direction), MetricLabel("media", media)]) {
                value(read($0.totals))
            }
        }
        return [
            one("sent", "video") { $0.uplinkVideo }, one("sent", "audio") { $0.uplinkAudio },
            one("received", "video") { $0.downlinkVideo }, one("received", "audio") { $0.downlinkAudio },
        ]
    }

    private static func limited(
        by reason: String, _ read: @escaping @Sendable (QualityLimitation) -> Double
    ) -> Metric<RoomView>.Series {
        .init(labels: [MetricLabel("reason", reason)]) { $0.totals.uplinkVideo.qualityLimitation.map(read) }
    }
}
