/// The program's own families: its build, its process under the names that all Prometheus clients use, and what its
/// parts count.
enum ProgramMetrics {
    static func families(of program: ProgramHealth) -> [MetricFamily] {
        let build = MetricFamily(
            "roomvitals_build", .info, help: "Version of the program and of the Swift that built it.",
            samples: [
                MetricSample(
                    1, labels: [MetricLabel("version", program.version), MetricLabel("swift", program.swiftVersion)])
            ])
        return [build] + (program.process.map(families(of:)) ?? []) + families(of: program.statistics)
    }

    private static func families(of process: ProcessFigures) -> [MetricFamily] {
        func one(
            _ name: String, _ kind: MetricFamily.Kind = .gauge, unit: String? = nil, help: String, _ value: Double?
        ) -> MetricFamily {
            MetricFamily(
                "process_" + name, kind, unit: unit, help: help, samples: value.map { [MetricSample($0)] } ?? [])
        }
        return [
            one(
                "cpu_seconds", .counter, unit: "seconds", help: "User and system time of the process.",
                process.cpuSeconds),
            one(
                "start_time_seconds", unit: "seconds", help: "Start of the process, since 1970.", process.startTime),
            one("resident_memory_bytes", unit: "bytes", help: "Memory held.", process.residentMemory),
            one("virtual_memory_bytes", unit: "bytes", help: "Memory mapped.", process.virtualMemory),
            one("threads", help: "Threads of the process.", process.threads),
            one("open_fds", help: "Open file descriptors.", process.openDescriptors),
            one("max_fds", help: "File descriptors that may be open.", process.descriptorLimit),
        ]
    }

    private static func families(of statistics: [ProgramStatistic]) -> [MetricFamily] {
        var families: [MetricFamily] = []
        var places: [String: Int] = [:]
        for entry in statistics {
            let place = places[entry.name] ?? families.count
            if place == families.count {
                places[entry.name] = place
                families.append(
                    MetricFamily(
                        entry.name, entry.kind == .counter ? .counter : .gauge, unit: entry.unit, help: entry.help))
            }
            families[place].samples.append(MetricSample(entry.value, labels: entry.labels))
        }
        return families
    }
}
