/// What the program says of itself.
package struct ProgramHealth: Sendable {
    package var version: String
    /// The Swift toolchain's version.
    package var swiftVersion: String
    /// `nil` where the system does not tell.
    package var process: ProcessFigures?
    /// What else the program counts: of its HTTP port, of its relay.
    package var statistics: [ProgramStatistic]

    package init(
        version: String, swiftVersion: String, process: ProcessFigures? = nil, statistics: [ProgramStatistic] = []
    ) {
        self.version = version
        self.swiftVersion = swiftVersion
        self.process = process
        self.statistics = statistics
    }
}

/// One number that a part of the program keeps of itself.
package struct ProgramStatistic: Sendable, Equatable {
    package enum Kind: Sendable {
        /// Never falls while the program runs.
        case counter
        case gauge
    }

    /// With prefix and unit, and without `_total`: `roomvitals_http_requests`. Entries of one name are one family, whose
    /// kind, unit and help the first of them gives; their labels must differ.
    package var name: String
    package var kind: Kind
    package var unit: String?
    package var help: String
    /// Names and values that the program chose, not its clients.
    package var labels: [MetricLabel]
    package var value: Double

    package init(
        _ name: String, _ kind: Kind, unit: String? = nil, help: String, labels: [MetricLabel] = [], value: Double
    ) {
        self.name = name
        self.kind = kind
        self.unit = unit
        self.help = help
        self.labels = labels
        self.value = value
    }
}
