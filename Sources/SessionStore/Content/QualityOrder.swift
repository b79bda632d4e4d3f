package import VitalsJSON

/// The order of a quality object's members. PostgreSQL's JSONB keeps none, so it is restored, and the same for all stores.
package enum QualityOrder {
    /// What readers rely on.
    static let first = [
        "average_bitrate", "average_fps", "packet_loss_percentage", "connection_quality_average", "total_readings",
    ]

    private static let block =
        first + [
            "packet_loss_events", "packets_lost", "bitrate_kbps", "frames_per_second", "round_trip_time_ms",
            "jitter_ms",
            "retransmit_kbps", "quality_limitation_seconds", "freeze_count", "freeze_seconds", "pause_seconds",
            "resolution", "audio", "downlink", "mos", "mos_version", "coverage_percentage", "samples", "timeline",
            "participants_omitted", "participants",
        ]
    private static let spread = ["mean", "min", "max", "stddev", "p50", "p95", "p99", "count"]

    /// Orders by the key that an object stands under; others are spreads.
    private static let orders: [String: [String: Int]] = [
        "quality_metrics": ranks(block),
        "participants": ranks(["identity", "sid"] + block),
        "audio": ranks([
            "average_bitrate", "total_readings", "packet_loss_percentage", "packets_lost", "bitrate_kbps",
            "round_trip_time_ms", "jitter_ms", "concealment_percentage",
        ]),
        "downlink": ranks([
            "average_bitrate", "average_fps", "packet_loss_percentage", "total_readings", "packet_loss_events",
            "packets_lost", "bitrate_kbps", "frames_per_second", "jitter_ms", "resolution", "audio",
        ]),
        "timeline": ranks([
            "start_time", "bucket_seconds", "kbps", "fps", "loss_percentage", "round_trip_time_ms",
            "downlink_loss_percentage", "freeze_seconds",
        ]),
        "quality_limitation_seconds": ranks(["bandwidth", "cpu", "other"]),
        "samples": ranks([
            "accepted", "stale", "held", "gaps", "resets", "stalled", "refused", "sequence_holes", "duplicate_reports",
        ]),
    ]
    private static let spreadOrder = ranks(spread)

    private static func ranks(_ keys: [String]) -> [String: Int] {
        Dictionary(zip(keys, keys.indices)) { first, _ in first }
    }

    /// The same value, members in their order: those that are known as the program writes them, the rest behind them by
    /// their bytes. Negative zeros, which JSONB has not, become zeros.
    package static func canonical(_ metrics: JSONValue) -> JSONValue { canonical(metrics, under: "quality_metrics") }

    /// The five first members, those of them that there are.
    package static func summary(of metrics: JSONValue) -> JSONValue {
        .object(first.compactMap { key in metrics[key].map { .init(key, canonical($0, under: key)) } })
    }

    private static func canonical(_ value: JSONValue, under key: String) -> JSONValue {
        switch value {
        case .object(let members):
            let order = orders[key] ?? spreadOrder
            return .object(
                members.map { .init($0.key, canonical($0.value, under: $0.key)) }
                    .sorted { left, right in
                        let (first, second) = (order[left.key] ?? .max, order[right.key] ?? .max)
                        guard first == second else { return first < second }
                        return left.key.utf8.lexicographicallyPrecedes(right.key.utf8)
                    })
        case .array(let elements): return .array(elements.map { canonical($0, under: key) })
        case .number(let number) where number == 0: return .number(0)
        // As it is read back.
        case .integer(let number): return .number(Double(number))
        default: return value
        }
    }
}
