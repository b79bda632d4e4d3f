import Foundation

/// A session to be saved: three minutes of two, of whom bob loses packets for a while.
struct FinishedSession {
    /// Seconds of a bucket of the timelines.
    private static let bucket = 4
    private static let buckets = 45
    /// The buckets in which bob loses 12.5 % of what he sends.
    private static let bad = 10..<14

    var id = UUID().uuidString.lowercased()
    var user = "ada"
    var room = "counsel-42"
    var mode = "video"
    var minutesAgo = 10.0
    var endReason = "room_ended"
    var isPartial = false
    var identities = ["bob", "alice"]
    /// What is said, a line each twenty seconds, the counselor first.
    var said = [
        "How has your week been?", "We did not quarrel once.", "You broke up for a moment.", "I said that it was good.",
    ]
    var omittedLines = 0
    var hasTimeline = true

    func body() throws -> [UInt8] {
        let start = Date(timeIntervalSinceNow: -60 * minutesAgo)
        let lines = said.enumerated().map { index, text in
            [
                "speaker": index % 2 == 0 ? "counselor" : "user", "text": text,
                "timestamp": Self.text(start.addingTimeInterval(Double(index * 20))),
            ]
        }
        let record: [String: Any] = [
            "session_id": id, "user_id": user, "counselor_category": "6513270e-269e-4d37-b2a7-4de452e6b438",
            "mode": mode, "start_time": Self.text(start), "end_time": Self.text(start.addingTimeInterval(185)),
            "duration_seconds": 185, "room": room, "end_reason": endReason, "partial": isPartial,
            "transcript": lines, "transcript_omitted": omittedLines, "quality_metrics": metrics(from: start),
        ]
        return Array(try JSONSerialization.data(withJSONObject: record))
    }

    private func metrics(from start: Date) -> [String: Any] {
        var room = block(loss: 4.25)
        room["participants"] = identities.enumerated().map { index, identity in
            var one = block(loss: index == 0 ? 8.5 : 0)
            one["identity"] = identity
            one["sid"] = NSNull()
            if hasTimeline { one["timeline"] = timeline(from: start, isBad: index == 0) }
            return one
        }
        if hasTimeline { room["timeline"] = timeline(from: start, isBad: true) }
        return room
    }

    private func block(loss: Double) -> [String: Any] {
        let isVideo = mode == "video"
        let nothing: [String: Any] = ["count": 0]
        var block: [String: Any] = [
            "packet_loss_percentage": loss, "connection_quality_average": "good", "packets_lost": 40,
            "packet_loss_events": 4, "mos": 4.31, "coverage_percentage": 97.5,
        ]
        block["average_bitrate"] = isVideo ? 812.44 : 0.0
        block["average_fps"] = isVideo ? 29.87 : 0.0
        block["total_readings"] = isVideo ? 180 : 0
        block["bitrate_kbps"] = isVideo ? spread(812) : nothing
        block["round_trip_time_ms"] = spread(40)
        block["jitter_ms"] = spread(6)
        return block
    }

    private func spread(_ mean: Double) -> [String: Any] {
        [
            "mean": mean, "min": mean / 2, "max": mean * 2, "stddev": mean / 4, "p50": mean, "p95": mean * 1.5,
            "p99": mean * 1.8, "count": 180,
        ]
    }

    private func timeline(from start: Date, isBad: Bool) -> [String: Any] {
        let isVideo = mode == "video"
        var timeline: [String: Any] = ["start_time": Self.text(start), "bucket_seconds": Self.bucket]
        let buckets = 0..<Self.buckets
        let unmeasured = [NSNull](repeating: NSNull(), count: Self.buckets)
        timeline["kbps"] = unmeasured
        timeline["fps"] = unmeasured
        if isVideo {
            timeline["kbps"] = buckets.map { 800 + $0 }
            timeline["fps"] = buckets.map { _ in 30 }
        }
        timeline["loss_percentage"] = buckets.map { isBad && Self.bad.contains($0) ? 12.5 : 0.25 }
        timeline["round_trip_time_ms"] = buckets.map { 40 + $0 % 3 }
        return timeline
    }

    private static func text(_ date: Date) -> String {
        date.formatted(
            .iso8601.year().month().day().time(includingFractionalSeconds: true).timeZone(separator: .omitted))
    }
}
