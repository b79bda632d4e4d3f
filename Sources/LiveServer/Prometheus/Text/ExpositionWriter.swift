/// Writes metric families in a format that Prometheus reads.
///
/// Sources: "Exposition formats" in Prometheus' documentation (text format 0.0.4) and the OpenMetrics specification 1.0.
package struct ExpositionWriter: Sendable {
    package let format: ExpositionFormat
    private var bytes: [UInt8] = []

    package init(format: ExpositionFormat) {
        self.format = format
    }

    /// Adds a family with its samples; one without samples leaves nothing behind.
    package mutating func add(_ family: MetricFamily) {
        guard !family.samples.isEmpty else { return }
        let suffix = family.kind.sampleSuffix
        // In 0.0.4 a family is called as its samples are.
        let title = format == .openMetrics ? family.name : family.name + suffix
        write("# HELP \(title) ")
        escape(family.help, quotes: format == .openMetrics)
        write("\n# TYPE \(title) \(kind(of: family))\n")
        if format == .openMetrics, let unit = family.unit { write("# UNIT \(title) \(unit)\n") }
        for sample in family.samples {
            write(family.name)
            write(suffix.isEmpty ? sample.suffix : suffix)
            write(sample.labels)
            write(" \(Self.number(sample.value))\n")
        }
    }

    /// The exposition, with the end mark that OpenMetrics wants.
    package consuming func finished() -> [UInt8] {
        if format == .openMetrics { write("# EOF\n") }
        return bytes
    }

    /// A value as Go's `ParseFloat` reads it; whole numbers that a double holds exactly have no fraction.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if let whole = Int64(exactly: value), abs(whole) < 1 << 53 { return String(whole) }
        return value.description
    }

    private func kind(of family: MetricFamily) -> String {
        // 0.0.4 knows no info.
        format == .text && family.kind == .info ? MetricFamily.Kind.gauge.rawValue : family.kind.rawValue
    }

    private mutating func write(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func write(_ labels: [MetricLabel]) {
        guard !labels.isEmpty else { return }
        for (place, label) in labels.enumerated() {
            write(place == 0 ? "{" : ",")
            write(label.name)
            write("=\"")
            escape(label.value, quotes: true)
            write("\"")
        }
        write("}")
    }

    /// - Parameter quotes: 0.0.4 leaves the quotes of a HELP text as they are.
    private mutating func escape(_ text: String, quotes: Bool) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): write("\\\\")
            case UInt8(ascii: "\n"): write("\\n")
            case UInt8(ascii: "\"") where quotes: write("\\\"")
            default: bytes.append(byte)
            }
        }
    }
}

extension MetricFamily.Kind {
    fileprivate var sampleSuffix: String {
        switch self {
        case .counter: "_total"
        case .info: "_info"
        case .gauge, .histogram: ""
        }
    }
}
