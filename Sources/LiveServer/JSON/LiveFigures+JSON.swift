import Vitals

extension LiveFigures {
    /// - Parameter ofRoom: with the worst participant's round trip.
    func write(to text: inout JSONText, ofRoom: Bool = false) {
        text.member("video_kbps", videoKbps)
        text.member("audio_kbps", audioKbps)
        text.member("frames_per_second", framesPerSecond)
        text.member("packet_loss_percentage", lossPercentage)
        text.member("round_trip_time_ms", roundTripTime)
        if ofRoom { text.member("worst_round_trip_time_ms", worstRoundTripTime) }
        text.member("received_video_kbps", receivedVideoKbps)
        text.member("received_audio_kbps", receivedAudioKbps)
        text.member("received_packet_loss_percentage", receivedLossPercentage)
    }
}

extension QualityBlock {
    /// What the session came to so far, in a few numbers; `null` where the record's first keys would be 0.
    func writeAverages(to text: inout JSONText) {
        let freezes = downlinkVideo.freezes
        text.member("video_kbps", uplinkVideo.bitrate.mean)
        text.member("audio_kbps", uplinkAudio.bitrate.mean)
        text.member("frames_per_second", uplinkVideo.frameRate.mean)
        text.member("packet_loss_percentage", loss.percentage)
        text.member("round_trip_time_ms", averageRoundTripTime)
        text.member("round_trip_time_p95_ms", roundTripTime.quantile(0.95))
        text.member("jitter_ms", averageJitter)
        text.member("received_video_kbps", downlinkVideo.bitrate.mean)
        text.member("received_packet_loss_percentage", downlinkLoss.percentage)
        text.member("freeze_count", freezes.measured ? freezes.freezeCount : nil)
        text.member("freeze_seconds", freezes.measured ? freezes.freezeSeconds : nil)
        text.member("concealment_percentage", downlinkAudio.concealmentPercentage)
        text.member("mos", meanOpinionScore)
        text.member("coverage_percentage", coveragePercentage)
        text.member("total_readings", count: totalReadings)
    }
}
