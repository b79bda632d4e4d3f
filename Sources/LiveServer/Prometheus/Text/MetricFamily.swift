/// All series of one name, with what a reader is told of them.
package struct MetricFamily: Sendable, Equatable {
    package enum Kind: String, Sendable {
        case counter, gauge, histogram
        /// Its labels say it all, its value is 1.
        case info
    }

    /// Without the suffix that the samples of some kinds have: no `_total`, no `_info`.
    package var name: String
    package var kind: Kind
    /// The base unit, which is the end of the name; `nil` for a plain number.
    package var unit: String?
    package var help: String
    package var samples: [MetricSample]

    package init(_ name: String, _ kind: Kind, unit: String? = nil, help: String, samples: [MetricSample] = []) {
        self.name = name
        self.kind = kind
        self.unit = unit
        self.help = help
        self.samples = samples
    }
}

/// One line of an exposition.
package struct MetricSample: Sendable, Equatable {
    /// `_bucket`, `_sum` or `_count` of a histogram; empty for all other kinds.
    package var suffix: String
    package var labels: [MetricLabel]
    package var value: Double

    package init(_ value: Double, labels: [MetricLabel] = [], suffix: String = "") {
        self.suffix = suffix
        self.labels = labels
        self.value = value
    }
}

/// One label of a series.
package struct MetricLabel: Sendable, Equatable {
    package var name: String
    /// Any text: the writer escapes it.
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
