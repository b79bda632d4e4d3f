/// Packets lost against packets expected.
public struct PacketLoss: Sendable, Equatable {
    /// A late packet that is found again is taken back, so this may fall, never below 0.
    public var lost: Double = 0
    /// Packets that should have arrived, without retransmissions.
    public var expected: Double = 0
    /// Intervals in which the far end's count of lost packets rose.
    public var events: UInt64 = 0
    /// Intervals that said anything about loss: without one, the share is unknown, not 0.
    public var intervals: UInt64 = 0

    public init() {}

    public mutating func merge(_ other: PacketLoss) {
        lost += other.lost
        expected += other.expected
        events += other.events
        intervals += other.intervals
    }

    /// 0…100; `nil` where nothing was measured.
    public var percentage: Double? {
        guard intervals > 0 else { return nil }
        return expected > 0 ? min(100, max(0, 100 * lost / expected)) : (lost > 0 ? 100 : 0)
    }
}

extension PacketLoss: Carried {
    static var blank: PacketLoss { PacketLoss() }

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&lost)
        try archive.carry(&expected)
        try archive.carry(&events)
        try archive.carry(&intervals)
    }
}
