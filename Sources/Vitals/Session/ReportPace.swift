/// How often one peer connection's reports come, by their arrival.
struct ReportPace: Sendable, Equatable {
    /// ms on the session's clock of the last report.
    private(set) var last: Double?
    /// ms on the session's clock of the report before the last. Not carried: a report's parts come together.
    private(set) var before: Double?
    /// Running mean of the distances, ms.
    private var mean: Double?

    /// Seconds that usually lie between two reports; `nil` before the second.
    var usual: Double? { mean.map { $0 / 1000 } }

    mutating func hear(at now: Double) {
        before = last
        defer { last = max(last ?? now, now) }
        guard let last, now > last else { return }
        guard let mean else {
            self.mean = now - last
            return
        }
        // A pause says nothing about the pace, so it moves the mean no further than a doubled distance would.
        self.mean = mean + (min(now - last, 2 * mean) - mean) / 8
    }
}

extension ReportPace: Carried {
    static var blank: ReportPace { ReportPace() }

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&last)
        try archive.carry(&mean)
    }
}
