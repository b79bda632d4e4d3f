import Vitals

/// What a room is like now.
enum RoomGauges {
    /// Of any room, also of one that has ended.
    static let lasting: [Metric<RoomView>] = [
        Metric(
            "room_state", help: "1 for the state in which the room's monitor is, 0 for the others.",
            Metric.each("state", of: RoomState.allCases, name: \.rawValue) { $0.state == $1 ? 1 : 0 }),
        Metric(
            "room_start_time_seconds", unit: "seconds", help: "Start of the session, on its own clock, since 1970."
        ) { seconds($0.start) },
    ]

    /// Of a room that goes on: these series end with it.
    static let current: [Metric<RoomView>] =
        [
            Metric(
                "room_level", help: "1 for the level that the room's verdict is at, 0 for the others.",
                Metric.each("level", of: VerdictLevel.allCases, name: \.rawValue) { $0.verdict.level == $1 ? 1 : 0 }),
            Metric("participants_present", help: "Participants in the room.") { Double($0.presentCount) },
            Metric(
                "coverage_ratio", unit: "ratio", help: "Share of the time for which readings speak, of the session."
            ) { ratio($0.block.coveragePercentage) },
            Metric(
                "newest_report_age_seconds", unit: "seconds", help: "Age of the newest report of anybody present."
            ) { $0.freshness.newestReportAge },
            Metric(
                "report_interval_seconds", unit: "seconds",
                help: "Time that usually lies between two reports of one participant."
            ) { $0.freshness.usualInterval },
        ] + quality

    private static let quality: [Metric<RoomView>] = [
        Metric(
            "video_bytes_per_second", unit: "bytes_per_second",
            help: "Video payload of all participants, newest readings.",
            Metric.directions(sent: { bytes($0.latest.videoKbps) }, received: { bytes($0.latest.receivedVideoKbps) })),
        Metric(
            "audio_bytes_per_second", unit: "bytes_per_second",
            help: "Audio payload of all participants, newest readings.",
            Metric.directions(sent: { bytes($0.latest.audioKbps) }, received: { bytes($0.latest.receivedAudioKbps) })),
        Metric("slowest_frames_per_second", help: "Frames that the slowest participant sends a second.") {
            $0.latest.framesPerSecond
        },
        Metric(
            "worst_packet_loss_ratio", unit: "ratio",
            help: "Loss of the participant that loses most, of the last 30 s.",
            Metric.directions(
                sent: { ratio($0.latest.lossPercentage) }, received: { ratio($0.latest.receivedLossPercentage) })),
        Metric(
            "median_round_trip_time_seconds", unit: "seconds", help: "Newest round trip of the median participant."
        ) { seconds($0.latest.roundTripTime) },
        Metric(
            "worst_round_trip_time_seconds", unit: "seconds", help: "Newest round trip of the slowest participant."
        ) { seconds($0.latest.worstRoundTripTime) },
        Metric(
            "mean_opinion_score",
            help: "How the session's sound was heard, 1 to 4.5, by a simplified E-model from loss, delay and jitter."
        ) { $0.block.meanOpinionScore },
    ]
}
