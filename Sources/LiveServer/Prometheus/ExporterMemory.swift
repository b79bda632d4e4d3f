/// What an exporter knows from one exposition to the next.
struct ExporterMemory: Sendable {
    /// By the bytes of the room's name, of those rooms that were there last time.
    private var rooms: [[UInt8]: RoomMemory] = [:]
    private var dropped = LeftOut()
    private var expositions: UInt64 = 0

    /// Looks at the rooms and puts together what is given out of them.
    mutating func families(
        of views: [RoomView], program: ProgramHealth, limits: ExporterLimits
    ) -> [MetricFamily] {
        expositions += 1
        let present = Set(views.indices.map { Array(views[$0].name.utf8) })
        rooms = rooms.filter { present.contains($0.key) }
        var budget = SeriesBudget(limit: limits.series - Self.ownSeries)
        var leftOut = LeftOut()

        var families = ProgramMetrics.families(of: program)
        if !budget.take(families.seriesCount) { families = [] }
        let labelled = LabelledRoom.inOrder(views, leftOut: &leftOut)
        let admitted = addRooms(labelled, of: views, budget: &budget, to: &families)
        addDistributions(of: admitted, views: views, budget: &budget, to: &families)
        // Rooms that were not admitted themselves closed the budget: nobody in them can be.
        ParticipantFamilies.add(
            of: labelled, views: views, worst: limits.worstParticipants, budget: &budget, leftOut: &leftOut,
            to: &families)

        leftOut.seriesLimit += UInt64(budget.leftOut)
        dropped += leftOut
        return own(rooms: views.count, budget: budget, leftOut: leftOut, limit: limits.series) + families
    }

    private mutating func addRooms(
        _ labelled: [LabelledRoom], of views: [RoomView], budget: inout SeriesBudget,
        to families: inout [MetricFamily]
    ) -> [LabelledRoom] {
        var wholes = RoomFamilies(RoomFamilies.ofRooms)
        var admitted: [LabelledRoom] = []
        for room in labelled {
            guard !budget.isClosed else {
                budget.leaveOut(RoomFamilies.mostSeriesOfRoom + RoomFamilies.mostSeriesOfDistributions)
                continue
            }
            let view = views[room.place]
            var memory = rooms[Array(view.name.utf8)] ?? RoomMemory()
            memory.see(view)
            let samples = RoomFamilies.samples(of: view, memory: memory, labels: room.labels)
            guard budget.take(samples.seriesCount) else {
                budget.leaveOut(RoomFamilies.mostSeriesOfDistributions)
                continue
            }
            rooms[Array(view.name.utf8)] = memory
            wholes.add(samples)
            admitted.append(room)
        }
        families += wholes.families
        return admitted
    }

    private func addDistributions(
        of admitted: [LabelledRoom], views: [RoomView], budget: inout SeriesBudget,
        to families: inout [MetricFamily]
    ) {
        var distributions = RoomFamilies(RoomFamilies.ofDistributions)
        for room in admitted {
            guard let memory = rooms[Array(views[room.place].name.utf8)] else { continue }
            let samples = memory.distributionSamples(labels: room.labels)
            if budget.take(samples.seriesCount) { distributions.add(samples) }
        }
        families += distributions.families
    }

    /// How many series the exporter has of itself.
    static let ownSeries = 10

    private func own(rooms: Int, budget: SeriesBudget, leftOut: LeftOut, limit: Int) -> [MetricFamily] {
        func one(_ name: String, _ kind: MetricFamily.Kind = .gauge, help: String, _ value: Double) -> MetricFamily {
            MetricFamily("roomvitals_" + name, kind, help: help, samples: [MetricSample(value)])
        }
        return [
            one("rooms", help: "Rooms that the program knows, those that have ended with them.", Double(rooms)),
            one(
                "expositions", .counter, help: "Times that metrics were given out, this one with them.",
                Double(expositions)),
            one("series", help: "Series in this exposition.", Double(budget.admitted + Self.ownSeries)),
            one("series_limit", help: "The most series that an exposition holds.", Double(limit)),
            MetricFamily(
                "roomvitals_series_left_out", .gauge, help: "Series that this exposition does not hold.",
                samples: leftOut.samples),
            MetricFamily(
                "roomvitals_series_dropped", .counter,
                help: "Series that expositions did not hold, each counted in each of them.",
                samples: dropped.samples),
        ]
    }
}

extension [MetricFamily] {
    fileprivate var seriesCount: Int { reduce(0) { $0 + $1.samples.count } }
}

extension [[MetricSample]] {
    var seriesCount: Int { reduce(0) { $0 + $1.count } }
}
