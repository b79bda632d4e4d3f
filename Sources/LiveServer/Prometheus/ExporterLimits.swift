/// The bounds of what Prometheus is given; what lies beyond is counted.
package struct ExporterLimits: Sendable, Equatable {
    /// Series of one exposition: what the exporter says of itself, which is always there, then the program's, then those
    /// of the rooms, their histograms, and their participants.
    package var series = 5_000
    /// Participants of one room with series of their own: so many of the worst by level, and so many by loss.
    package var worstParticipants = 20

    package init() {}
}
