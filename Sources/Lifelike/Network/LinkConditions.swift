/// What a participant's network does to packets at one moment.
struct LinkConditions {
    /// kbit/s upward that get through.
    var capacity: Double
    /// Share of packets lost in calm, 0…1.
    var loss: Double
    /// Share of packets lost in a burst, 0…1.
    var burstLoss: Double
    /// How often a burst begins; it lasts 1.5 s in the mean.
    var burstsPerMinute: Double
    /// ms.
    var roundTrip: Double
    /// ms.
    var jitter: Double

    static let fibre = LinkConditions(
        capacity: 5000, loss: 0.000_5, burstLoss: 0.01, burstsPerMinute: 1, roundTrip: 34, jitter: 2.5)
    static let home = LinkConditions(
        capacity: 3200, loss: 0.004, burstLoss: 0.04, burstsPerMinute: 6, roundTrip: 58, jitter: 6)
    static let crowded = LinkConditions(
        capacity: 420, loss: 0.02, burstLoss: 0.16, burstsPerMinute: 18, roundTrip: 230, jitter: 26)
    static let recovering = LinkConditions(
        capacity: 1400, loss: 0.01, burstLoss: 0.08, burstsPerMinute: 8, roundTrip: 96, jitter: 12)
}
