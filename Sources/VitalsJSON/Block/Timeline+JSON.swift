package import Vitals
import WireText

extension Timeline {
    /// Arrays of one number a bucket, `null` where nothing was measured; `null` for a time line of nothing.
    package var json: JSONValue {
        guard let origin else { return .null }
        func series(_ value: (TimelineBucket) -> Double?) -> JSONValue {
            .array(buckets.map { .rounded(value($0)) })
        }
        return [
            "start_time": .string(WallTime.rfc3339(origin)),
            "bucket_seconds": .number(bucketSeconds),
            "kbps": series(\.kbps),
            "fps": series(\.framesPerSecond),
            "loss_percentage": series(\.lossPercentage),
            "round_trip_time_ms": series(\.roundTripTime),
            "downlink_loss_percentage": series(\.downlinkLossPercentage),
            "freeze_seconds": series(\.freezeSeconds),
        ]
    }
}
