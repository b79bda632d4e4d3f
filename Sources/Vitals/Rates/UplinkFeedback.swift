/// What the far end's RTCP reports say of one sent stream: loss, round trip and jitter.
///
/// A `remote-inbound-rtp` entry keeps the timestamp of the RTCP report it came from, so most polls repeat it: only a
/// timestamp that rose brings news.
struct UplinkFeedback: Sendable {
    struct News: Sendable, Equatable {
        /// The change of the run's loss, which may be negative when late packets were found again.
        var lost: Double = 0
        var expected: Double = 0
        var isLossEvent = false
        /// Whether this report closed an interval of loss.
        var hasLoss = false
        /// ms.
        @Figure var roundTripTime: Double?
        /// ms.
        @Figure var jitter: Double?
    }

    /// What the participant had sent when the report was read.
    struct Sent: Sendable, Equatable {
        /// ms since 1970.
        var timestamp: Double
        /// Packets without retransmissions.
        @Figure var originalPackets: Double?

        init(_ entry: OutboundRTP) {
            self = withUnsafePointer(to: entry) { Self($0) }
        }

        @inline(__always)
        init(_ entry: UnsafePointer<OutboundRTP>) {
            timestamp = entry.pointee.header.timestamp
            originalPackets = entry.pointee.packetsSent.map {
                max(0, $0 - (entry.pointee.retransmittedPacketsSent ?? 0))
            }
        }
    }

    private var timestamp: Double = 0
    @Figure private var runBase: Double?
    private var lastLost: Double = 0
    /// max(0, last − base) of this run, already added to the track.
    private var runLoss: Double = 0
    @Figure private var packetsSent: Double?

    init() {}

    /// The sender's counters began anew: a new run of loss. A report that was heard stays heard.
    mutating func restart() {
        let heard = timestamp
        self = UplinkFeedback()
        timestamp = heard
    }

    /// - Parameter sent: of the local `outbound-rtp` entry of the same report.
    /// - Returns: `nil` where the report is one already heard of.
    @inline(__always)
    mutating func hear(_ remote: UnsafePointer<RemoteInboundRTP>, sent: Sent) -> News? {
        guard remote.pointee.header.timestamp > timestamp else { return nil }
        timestamp = remote.pointee.header.timestamp
        var news = News()
        news.roundTripTime = remote.pointee.roundTripTime.map { $0 * 1000 }
        news.jitter = remote.pointee.jitter.map { $0 * 1000 }
        guard let lost = remote.pointee.packetsLost, let original = sent.originalPackets else { return news }
        defer {
            lastLost = lost
            packetsSent = original
        }
        guard let runBase, let packetsSent else {
            runBase = lost
            return news
        }
        let now = max(0, lost - runBase)
        news.hasLoss = true
        news.lost = now - runLoss
        news.expected = max(0, original - packetsSent)
        news.isLossEvent = lost > lastLost
        runLoss = now
        return news
    }
}

extension UplinkFeedback: Carried {
    static var blank: UplinkFeedback { UplinkFeedback() }

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&timestamp)
        try archive.carry(&runBase)
        try archive.carry(&lastLost)
        try archive.carry(&runLoss)
        try archive.carry(&packetsSent)
    }
}

extension UplinkFeedback.Sent: Carried {
    static var blank: UplinkFeedback.Sent { UplinkFeedback.Sent(.blank) }

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&timestamp)
        try archive.carry(&originalPackets)
    }
}
