import Vitals

/// One round of asking for the stats of all tracks that the bot is subscribed to: the answers become one report.
///
/// A pure value.
struct DownlinkRound: Sendable {
    /// Seconds after which those that have not answered are left out.
    static let patience: Double = 3

    private let began: Double
    /// The track's sid by the request.
    private var waiting: [UInt64: String]
    private var entries: [StatsEntry] = []

    init(began: Double, waiting: [UInt64: String]) {
        self.began = began
        self.waiting = waiting
    }

    /// - Returns: whether the answer was this round's.
    mutating func take(_ id: UInt64, _ stats: [EngineRTCStats]) -> Bool {
        guard let sid = waiting.removeValue(forKey: id) else { return false }
        for case .inboundRtp(let inbound) in stats.compactMap(\.stats) {
            if let entry = InboundRTP(inbound, trackSid: sid) { entries.append(.inboundRTP(entry)) }
        }
        return true
    }

    func isOver(_ now: Double) -> Bool { waiting.isEmpty || now - began >= Self.patience }

    /// - Parameter now: ms since 1970.
    /// - Returns: `nil` where no track had anything.
    func report(identity: String, at now: Double) -> StatsReport? {
        guard !entries.isEmpty else { return nil }
        return StatsReport(identity: identity, peerConnection: "subscriber", timestamp: now, entries: entries)
    }
}
