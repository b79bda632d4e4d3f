/// A family of which each subject, a room or a participant, has a fixed number of series at the most.
struct Metric<Subject>: Sendable {
    struct Series: Sendable {
        /// Beside those that name the subject.
        var labels: [MetricLabel]
        /// `nil` where nothing was measured: then there is no such series.
        var value: @Sendable (Subject) -> Double?
    }

    let family: MetricFamily
    let series: [Series]

    init(
        _ name: String, _ kind: MetricFamily.Kind = .gauge, unit: String? = nil, help: String, _ series: [Series]
    ) {
        family = MetricFamily("roomvitals_" + name, kind, unit: unit, help: help)
        self.series = series
    }

    init(
        _ name: String, _ kind: MetricFamily.Kind = .gauge, unit: String? = nil, help: String,
        _ value: @escaping @Sendable (Subject) -> Double?
    ) {
        self.init(name, kind, unit: unit, help: help, [Series(labels: [], value: value)])
    }

    /// The subject's series, as it is now.
    func samples(of subject: Subject, labels: [MetricLabel]) -> [MetricSample] {
        series.compactMap { series in
            series.value(subject).map { MetricSample($0, labels: labels + series.labels) }
        }
    }

    /// One series for each value that a label can have.
    static func each<Value>(
        _ label: String, of values: [Value], name: (Value) -> String,
        _ read: @escaping @Sendable (Subject, Value) -> Double?
    ) -> [Series] where Value: Sendable {
        values.map { value in
            Series(labels: [MetricLabel(label, name(value))]) { read($0, value) }
        }
    }

    /// A series for what participants send and one for what reaches them.
    static func directions(
        sent: @escaping @Sendable (Subject) -> Double?, received: @escaping @Sendable (Subject) -> Double?
    ) -> [Series] {
        [
            Series(labels: [MetricLabel("direction", "sent")], value: sent),
            Series(labels: [MetricLabel("direction", "received")], value: received),
        ]
    }
}

/// Bytes a second of kbps.
func bytes(_ kbps: Double?) -> Double? { kbps.map { $0 * 125 } }

/// Seconds of ms.
func seconds(_ milliseconds: Double?) -> Double? { milliseconds.map { $0 / 1000 } }

/// 0…1 of percent.
func ratio(_ percentage: Double?) -> Double? { percentage.map { $0 / 100 } }
