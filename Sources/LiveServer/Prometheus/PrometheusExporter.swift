import Synchronization

/// Gives out what the rooms and the program are like, for Prometheus to read.
///
/// All readers of one exporter see the same counters, and none of these falls. Thread-safe.
package final class PrometheusExporter: Sendable {
    package let limits: ExporterLimits
    private let memory = Mutex(ExporterMemory())

    package init(limits: ExporterLimits = ExporterLimits()) {
        self.limits = limits
    }

    /// The answer to one scrape, without times of its own: Prometheus sets the time at which it asked.
    ///
    /// - Parameter views: of all rooms, in any order.
    package func exposition(
        of views: [RoomView], program: ProgramHealth, format: ExpositionFormat
    ) -> [UInt8] {
        let families = memory.withLock { $0.families(of: views, program: program, limits: limits) }
        var writer = ExpositionWriter(format: format)
        for family in families { writer.add(family) }
        return writer.finished()
    }
}
