/// What happens to a participant over time, again and again.
struct LinkScript {
    /// A stretch of time in which nothing changes.
    struct Phase {
        /// µs since the script's start.
        var end: Int64
        var conditions: LinkConditions
        var isAway = false
        var isCameraMuted = false
        var isMicrophoneMuted = false
        /// The machine is too busy to encode the largest layer.
        var isBusy = false
    }

    let phases: [Phase]
    /// µs.
    let period: Int64

    /// - Parameter phases: their `end`s rise; the last one's is the period.
    private init(_ phases: [Phase]) {
        self.phases = phases
        period = phases.last?.end ?? 1
    }

    /// The phase `elapsed` µs after the start.
    func phase(at elapsed: Int64) -> Phase {
        let position = elapsed % period
        for phase in phases where position < phase.end { return phase }
        return phases[phases.count - 1]
    }

    private static func second(_ seconds: Int64) -> Int64 { seconds * 1_000_000 }

    /// Nothing happens.
    static let steady = LinkScript([Phase(end: second(60), conditions: .fibre)])

    /// Twice a minute the machine is too busy for the largest layer.
    static let busy = LinkScript([
        Phase(end: second(12), conditions: .fibre),
        Phase(end: second(20), conditions: .fibre, isBusy: true),
        Phase(end: second(42), conditions: .fibre),
        Phase(end: second(47), conditions: .fibre, isBusy: true),
        Phase(end: second(60), conditions: .fibre),
    ])

    /// The uplink is crowded for a good part of each minute.
    static let lossy = LinkScript([
        Phase(end: second(6), conditions: .home),
        Phase(end: second(20), conditions: .crowded),
        Phase(end: second(32), conditions: .recovering),
        Phase(end: second(44), conditions: .crowded),
        Phase(end: second(60), conditions: .home),
    ])

    /// Camera and microphone are muted now and then, and the connection drops twice a minute.
    static let restless = LinkScript([
        Phase(end: second(5), conditions: .home),
        Phase(end: second(8), conditions: .home, isCameraMuted: true),
        Phase(end: second(11), conditions: .home),
        Phase(end: second(14), conditions: .home, isAway: true),
        Phase(end: second(19), conditions: .home),
        Phase(end: second(24), conditions: .home, isMicrophoneMuted: true),
        Phase(end: second(39), conditions: .home),
        Phase(end: second(43), conditions: .home, isAway: true),
        Phase(end: second(60), conditions: .home),
    ])
}
