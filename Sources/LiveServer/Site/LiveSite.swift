package import HTTPPort
import Synchronization
import VitalsJSON

/// Everything that a local port shows: the rooms, their events, the program's metrics, the page.
///
/// One ticker makes the views of all rooms, once a second; whoever asks reads what it made.
package final class LiveSite: Sendable {
    package struct Options: Sendable {
        package var rooms = RoomLimits()
        package var events = EventStreams.Limits()
        package var exporter = ExporterLimits()
        /// What a bot is given to lay down the sample that it was asked for.
        package var answerTime: Duration = .milliseconds(100)
        package var version: String
        package var swiftVersion: String
        /// Monotonic seconds, on the clock of the samples' `takenAt`.
        package var monotonic: @Sendable () -> Double
        /// ms since 1970.
        package var wall: @Sendable () -> Double

        package init(
            version: String, swiftVersion: String, monotonic: @escaping @Sendable () -> Double,
            wall: @escaping @Sendable () -> Double
        ) {
            self.version = version
            self.swiftVersion = swiftVersion
            self.monotonic = monotonic
            self.wall = wall
        }
    }

    /// How far whoever looks gives way to the bots that take reports in, where processors are short.
    package static let niceness: Int32 = 10

    private struct Ticker: Sendable {
        let task: Task<Void, Never>
        let loop: HTTPPort.Loop
    }

    package let rooms: LiveRooms
    package let events: EventStreams
    let options: Options
    let exporter: PrometheusExporter
    private let moreStatistics = Mutex<@Sendable () -> [ProgramStatistic]>({ [] })
    private let ticker = Mutex<Ticker?>(nil)
    /// One tick at a time: the events of two would pass each other, and a point between them be missed.
    private let ticking = Mutex(())

    package init(_ options: Options) {
        self.options = options
        rooms = LiveRooms(limits: options.rooms)
        events = EventStreams(limits: options.events)
        exporter = PrometheusExporter(limits: options.exporter)
    }

    /// Takes a room in that begins now.
    ///
    /// - Returns: where its bot is to lay its samples down.
    package func show(_ name: String) -> LiveRoom {
        let room = LiveRoom(name: name, run: String(UInt64(max(0, options.wall())), radix: 36), limits: options.rooms)
        rooms.add(room)
        return room
    }

    /// Adds all paths of the site.
    package func add(to routes: PortRoutes) {
        PageRoutes.add(LivePage.assets, to: routes)
        HealthRoutes(site: self).add(to: routes)
        RoomRoutes(site: self).add(to: routes)
        addMetrics(to: routes)
        let description = Self.description(version: options.version, needsToken: routes.needsToken)
        description.add(to: routes)
        description.add(to: routes, at: Self.descriptionPath)
    }

    /// Where the description is on every port that shows rooms, whatever else is on it.
    private static let descriptionPath = "/v1/openapi.json"

    /// - Parameter needsToken: whether readers of data have to show a token.
    static func description(version: String, needsToken: Bool) -> DescriptionRoute {
        var changes = [DescriptionRoute.Change(["info", "version"], .string(version))]
        if !needsToken { changes.append(.init(["security"], .array([]))) }
        return DescriptionRoute(PackageResources.openapi_json, changes: changes)
    }

    /// Adds the rooms, with their page at `page`, and `/metrics`: for a port whose front page and health are another's.
    package func addRooms(to routes: PortRoutes, page: String) {
        PageRoutes.add(LivePage.assets(page: page), to: routes)
        RoomRoutes(site: self).add(to: routes)
        addMetrics(to: routes)
        Self.description(version: options.version, needsToken: routes.needsToken).add(
            to: routes, at: Self.descriptionPath)
    }

    /// Adds `/metrics` alone: for a port that has no rooms to show.
    package func addMetrics(to routes: PortRoutes) {
        MetricsRoute(site: self).add(to: routes)
    }

    /// What else `/metrics` tells of the program; asked for at each scrape.
    package func tell(_ statistics: @escaping @Sendable () -> [ProgramStatistic]) {
        moreStatistics.withLock { $0 = statistics }
    }

    /// Begins to make views, on a thread of the site's own.
    package func start() {
        ticker.withLock { ticker in
            guard ticker == nil else { return }
            let loop = HTTPPort.Loop(niceness: Self.niceness)
            let task = Task.detached(executorPreference: loop.executor) { [weak self] in
                var next = ContinuousClock.now
                while !Task.isCancelled {
                    guard let answers = self?.ask() else { return }
                    await answers.wait()
                    self?.tick()
                    // A machine that slept does not catch up.
                    next = max(next + .seconds(1), ContinuousClock.now)
                    try? await Task.sleep(until: next, clock: .continuous)
                }
            }
            ticker = Ticker(task: task, loop: loop)
        }
    }

    private func ask() -> Answers {
        rooms.ask()
        return Answers(rooms: rooms, time: options.answerTime)
    }

    /// The samples that bots were asked for.
    private struct Answers {
        /// A bot that takes reports in answers within less.
        static let firstPause = Duration.milliseconds(2)

        let rooms: LiveRooms
        let time: Duration

        /// Waits until all are there, as long as they are given: whatever a bot changes while its sample lies here has to be
        /// copied.
        func wait() async {
            let end = ContinuousClock.now + time
            var pause = Self.firstPause
            while rooms.areAwaited, ContinuousClock.now < end, !Task.isCancelled {
                try? await Task.sleep(until: min(.now + pause, end), clock: .continuous)
                pause *= 4
            }
        }
    }

    /// Makes the last views, tells them, and ends all streams.
    package func finish() async {
        if let ticker = ticker.withLock({ $0.take() }) {
            ticker.task.cancel()
            await ticker.task.value
            await ticker.loop.shutdown()
        }
        tick()
        events.finish()
    }

    /// Makes the next views and tells them.
    package func tick() {
        ticking.withLock { _ in
            let now = options.monotonic()
            rooms.advance(now: now)
            events.tick(now: now) { [rooms] in rooms[$0.name] === $0 }
        }
    }

    var programHealth: ProgramHealth {
        let more = moreStatistics.withLock { $0 }
        return ProgramHealth(
            version: options.version, swiftVersion: options.swiftVersion, process: .current(),
            statistics: own + more())
    }

    private var own: [ProgramStatistic] {
        let events = events.statistics
        return [
            ProgramStatistic(
                "roomvitals_event_streams", .gauge, help: "Open event streams.", value: Double(events.open)),
            ProgramStatistic(
                "roomvitals_event_streams_opened", .counter, help: "Event streams that were opened.",
                value: Double(events.opened)),
            ProgramStatistic(
                "roomvitals_event_streams_refused", .counter, help: "Event streams for which there was no room.",
                value: Double(events.refused)),
            ProgramStatistic(
                "roomvitals_event_streams_dropped", .counter, help: "Event streams whose readers did not keep up.",
                value: Double(events.dropped)),
            ProgramStatistic(
                "roomvitals_events_sent", .counter, help: "Events handed to streams.", value: Double(events.events)),
            ProgramStatistic(
                "roomvitals_rooms_refused", .counter, help: "Rooms that were not shown for want of room.",
                value: Double(rooms.refused)),
        ]
    }
}
