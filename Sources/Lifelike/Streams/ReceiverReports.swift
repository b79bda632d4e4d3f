/// What the far end reports by RTCP of one sent stream: a pace of its own, behind the stream's counters.
struct ReceiverReports {
    /// µs between reports in the mean: about 1 s for video, 5 s for audio.
    let pace: Int64
    private var next: Int64

    /// When the last report arrived, µs since 1970; 0 before the first.
    private(set) var arrival: Int64 = 0
    private(set) var lost: UInt64 = 0
    /// Of the last report, in 256ths.
    private(set) var fractionLost: UInt64 = 0
    /// µs.
    private(set) var jitter: UInt64 = 0
    /// µs.
    private(set) var roundTrip: UInt64 = 0
    private(set) var measurements: UInt64 = 0
    /// µs.
    private(set) var totalRoundTrip: UInt64 = 0
    private var packetsBefore: UInt64 = 0

    init(pace: Int64, from start: Int64, random: inout SplitMix64) {
        self.pace = pace
        next = start + Int64(Double(pace) * (0.3 + 0.5 * random.unit()))
    }

    /// Lets reports arrive that are due up to `now`.
    ///
    /// - Parameters:
    ///   - lost: counters of the stream at the beginning and at the end of the step from `start` to `now`.
    mutating func advance(
        from start: Int64, to now: Int64, lost counts: (before: UInt64, now: UInt64), packets: UInt64,
        conditions: LinkConditions, random: inout SplitMix64
    ) {
        // None came while nothing was sent, and after a long sleep only the last ones matter.
        next = max(next, start, now - 8 * pace)
        while next <= now {
            let share = Double(max(0, next - start)) / Double(max(1, now - start))
            let found = max(lost, counts.before + UInt64(Double(counts.now - counts.before) * share))
            let sent = packets > packetsBefore ? packets - packetsBefore : 1
            fractionLost = min(255, (found - lost) * 256 / sent)
            packetsBefore = packets
            lost = found
            arrival = next
            jitter = Self.microseconds(conditions.jitter * (1 + 0.3 * random.noise()))
            roundTrip = Self.microseconds(conditions.roundTrip * (1 + 0.12 * random.noise()))
            measurements += 1
            totalRoundTrip += roundTrip
            next += Int64(Double(pace) * (0.7 + 0.6 * random.unit()))
        }
    }

    private static func microseconds(_ milliseconds: Double) -> UInt64 { UInt64(max(0, milliseconds) * 1000) }
}
