/// What became of the entries and reports that came in.
public struct SampleCounts: Sendable, Equatable {
    /// RTP entries that set a base line or closed an interval.
    public var accepted: UInt64 = 0
    /// Entries that were not newer than their stream's last.
    public var stale: UInt64 = 0
    /// Entries closer than 50 ms to the base line, left for the next one to close.
    public var held: UInt64 = 0
    /// Intervals of three times the stream's usual length or more.
    public var gaps: UInt64 = 0
    /// Streams whose counters fell.
    public var resets: UInt64 = 0
    /// Readings of 0 because nothing left the machine while the sender's counters rose.
    public var stalled: UInt64 = 0
    /// Reports that never came, by their senders' sequence numbers.
    public var sequenceHoles: UInt64 = 0
    /// Reports that came twice, by their senders' sequence numbers.
    public var duplicateReports: UInt64 = 0
    /// Entries refused, by reason.
    public private(set) var refusals: [EntryRefusal: UInt64] = [:]

    public init() {}

    public var refused: UInt64 { refusals.values.reduce(0, +) }

    public mutating func refuse(_ reason: EntryRefusal, times: UInt64 = 1) {
        refusals[reason, default: 0] += times
    }

    public mutating func merge(_ other: SampleCounts) {
        accepted += other.accepted
        stale += other.stale
        held += other.held
        gaps += other.gaps
        resets += other.resets
        stalled += other.stalled
        sequenceHoles += other.sequenceHoles
        duplicateReports += other.duplicateReports
        if !other.refusals.isEmpty { refusals.merge(other.refusals) { $0 + $1 } }
    }
}

extension SampleCounts: Carried {
    static var blank: SampleCounts { SampleCounts() }

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&accepted)
        try archive.carry(&stale)
        try archive.carry(&held)
        try archive.carry(&gaps)
        try archive.carry(&resets)
        try archive.carry(&stalled)
        try archive.carry(&sequenceHoles)
        try archive.carry(&duplicateReports)
        for reason in EntryRefusal.allCases {
            var count = refusals[reason] ?? 0
            try archive.carry(&count)
            refusals[reason] = count > 0 ? count : nil
        }
    }
}
