import Vitals

/// What a participant is like now. Gauges only: whoever is among the worst changes, and a counter that comes and goes
/// says nothing.
enum ParticipantMetrics {
    static let all: [Metric<ParticipantView>] = [
        Metric(
            "participant_packet_loss_ratio", unit: "ratio", help: "Loss of the last 30 s.",
            Metric.directions(
                sent: { ratio($0.latest.lossPercentage) }, received: { ratio($0.latest.receivedLossPercentage) })),
        Metric(
            "participant_video_bytes_per_second", unit: "bytes_per_second", help: "Video payload, newest readings.",
            Metric.directions(sent: { bytes($0.latest.videoKbps) }, received: { bytes($0.latest.receivedVideoKbps) })),
        Metric(
            "participant_audio_bytes_per_second", unit: "bytes_per_second", help: "Audio payload, newest readings.",
            Metric.directions(sent: { bytes($0.latest.audioKbps) }, received: { bytes($0.latest.receivedAudioKbps) })),
        Metric("participant_frames_per_second", help: "Frames that the fastest track sends a second.") {
            $0.latest.framesPerSecond
        },
        Metric("participant_round_trip_time_seconds", unit: "seconds", help: "Newest round trip.") {
            seconds($0.latest.roundTripTime)
        },
        Metric(
            "participant_level", help: "1 for the level that the participant is at, 0 for the others.",
            Metric.each("level", of: VerdictLevel.allCases, name: \.rawValue) { $0.judgement.level == $1 ? 1 : 0 }),
        Metric(
            "participant_mean_opinion_score",
            help: "How the participant's sound was heard in this session, 1 to 4.5, by a simplified E-model."
        ) { $0.block.meanOpinionScore },
    ]

    /// The most that one participant has.
    static let mostSeries = all.reduce(0) { $0 + $1.series.count }

    /// Those present whose state is worst, and those who lose most of what they send: both lists as long as `number`,
    /// each participant once, in the order of the view.
    static func worst(_ number: Int, of view: RoomView) -> [ParticipantView] {
        let people = view.participants
        var byLevel: [Int] = []
        /// The greatest losses so far, the greatest first.
        var byLoss: [(place: Int, loss: Double)] = []
        for place in people.indices where people[place].isPresent {
            if byLevel.count < number { byLevel.append(place) }
            guard let loss = people[place].latest.lossPercentage else { continue }
            if byLoss.count == number {
                guard let least = byLoss.last, loss > least.loss else { continue }
                byLoss.removeLast()
            }
            byLoss.insert((place, loss), at: byLoss.firstIndex { $0.loss < loss } ?? byLoss.count)
        }
        return Set(byLevel).union(byLoss.map(\.place)).sorted().map { people[$0] }
    }
}
