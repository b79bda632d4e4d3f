package import Vitals

extension QualityBlock {
    /// The `quality_metrics` object: the five keys that readers rely on first, then what the averages hide.
    ///
    /// Numbers are rounded to two decimals. A metric that was never measured is `null`, a spread without readings has
    /// `count` 0; only the five first keys, here and in `audio` and `downlink`, are 0 then.
    package var json: JSONValue { .object(members) }

    /// The members of `json`, for objects that have further ones beside them.
    package var members: [JSONValue.Member] {
        [
            .init("average_bitrate", .rounded(averageBitrate)),
            .init("average_fps", .rounded(averageFrameRate)),
            .init("packet_loss_percentage", .rounded(loss.percentage ?? 0)),
            .init("connection_quality_average", .string(connectionQuality.rawValue)),
            .init("total_readings", .count(totalReadings)),
            .init("packet_loss_events", .count(loss.events)),
            .init("packets_lost", .rounded(max(0, loss.lost))),
            .init("bitrate_kbps", uplinkVideo.bitrate.json),
            .init("frames_per_second", uplinkVideo.frameRate.json),
            .init("round_trip_time_ms", roundTripTime.json),
            .init("jitter_ms", jitter.json),
            .init("retransmit_kbps", .rounded(uplinkVideo.retransmitKbps)),
            .init("quality_limitation_seconds", uplinkVideo.qualityLimitation?.json ?? .null),
            .init("freeze_count", .rounded(freezes.measured ? freezes.freezeCount : nil)),
            .init("freeze_seconds", .rounded(freezes.measured ? freezes.freezeSeconds : nil)),
            .init("pause_seconds", .rounded(freezes.measured ? freezes.pauseSeconds : nil)),
            .init("resolution", uplinkVideo.resolution.json),
            .init("audio", audio),
            .init("downlink", downlink),
            .init("mos", .rounded(meanOpinionScore)),
            .init("mos_version", meanOpinionScore == nil ? .null : .string(MeanOpinionScore.version)),
            .init("coverage_percentage", .rounded(coveragePercentage)),
            .init("samples", samples.json),
        ]
    }

    private var freezes: FreezeTally { downlinkVideo.freezes }

    private var audio: JSONValue {
        [
            "average_bitrate": .rounded(uplinkAudio.bitrate.mean ?? 0),
            "total_readings": .count(uplinkAudio.readings),
            "packet_loss_percentage": .rounded(uplinkAudio.loss.percentage ?? 0),
            "packets_lost": .rounded(max(0, uplinkAudio.loss.lost)),
            "bitrate_kbps": uplinkAudio.bitrate.json,
            "round_trip_time_ms": uplinkAudio.roundTripTime.json,
            "jitter_ms": uplinkAudio.jitter.json,
            "concealment_percentage": .rounded(downlinkAudio.concealmentPercentage),
        ]
    }

    private var downlink: JSONValue {
        [
            "average_bitrate": .rounded(downlinkVideo.bitrate.mean ?? 0),
            "average_fps": .rounded(downlinkVideo.frameRate.mean ?? 0),
            "packet_loss_percentage": .rounded(downlinkLoss.percentage ?? 0),
            "total_readings": .count(downlinkVideo.readings),
            "packet_loss_events": .count(downlinkLoss.events),
            "packets_lost": .rounded(max(0, downlinkLoss.lost)),
            "bitrate_kbps": downlinkVideo.bitrate.json,
            "frames_per_second": downlinkVideo.frameRate.json,
            "jitter_ms": downlinkVideo.jitter.json,
            "resolution": downlinkVideo.resolution.json,
            "audio": [
                "average_bitrate": .rounded(downlinkAudio.bitrate.mean ?? 0),
                "total_readings": .count(downlinkAudio.readings),
                "packet_loss_percentage": .rounded(downlinkAudio.loss.percentage ?? 0),
                "jitter_ms": downlinkAudio.jitter.json,
            ],
        ]
    }
}

extension Spread {
    fileprivate var json: JSONValue {
        [
            "mean": .rounded(mean),
            "min": .rounded(count > 0 ? moments.minimum : nil),
            "max": .rounded(count > 0 ? moments.maximum : nil),
            "stddev": .rounded(moments.standardDeviation),
            "p50": .rounded(quantile(0.5)),
            "p95": .rounded(quantile(0.95)),
            "p99": .rounded(quantile(0.99)),
            "count": .count(count),
        ]
    }
}

extension SampleCounts {
    fileprivate var json: JSONValue {
        [
            "accepted": .count(accepted),
            "stale": .count(stale),
            "held": .count(held),
            "gaps": .count(gaps),
            "resets": .count(resets),
            "stalled": .count(stalled),
            "refused": .count(refused),
            "sequence_holes": .count(sequenceHoles),
            "duplicate_reports": .count(duplicateReports),
        ]
    }
}

extension QualityLimitation {
    fileprivate var json: JSONValue {
        ["bandwidth": .rounded(bandwidth), "cpu": .rounded(cpu), "other": .rounded(other)]
    }
}

extension ResolutionTally {
    /// `"1280x720"`.
    fileprivate var json: JSONValue {
        guard let size = longestHeld else { return .null }
        return .string("\(size.width)x\(size.height)")
    }
}

extension JSONValue {
    /// Two decimals; `null` for what was not measured.
    package static func rounded(_ value: Double?) -> JSONValue {
        guard let value else { return .null }
        return .number((value * 100).rounded() / 100)
    }

    package static func count(_ value: UInt64) -> JSONValue {
        .integer(Int(clamping: value))
    }
}
