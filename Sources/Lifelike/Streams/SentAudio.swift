/// The Opus stream that a participant sends: the counters of its `outbound-rtp` and `remote-inbound-rtp` entries.
struct SentAudio {
    let ssrc: UInt32
    private(set) var reports: ReceiverReports
    private(set) var bytes: UInt64 = 0
    private(set) var packets: UInt64 = 0
    private(set) var lost: UInt64 = 0
    private(set) var isMuted = false
    private var packetRest = 0.0

    init(from start: Int64, random: inout SplitMix64) {
        ssrc = random.ssrc()
        reports = ReceiverReports(pace: 5_000_000, from: start, random: &random)
    }

    /// Lets the time from `start` to `now` go by.
    mutating func advance(
        from start: Int64, to now: Int64, isMuted: Bool, over link: Uplink, conditions: LinkConditions,
        random: inout SplitMix64
    ) {
        self.isMuted = isMuted
        guard !isMuted else { return }
        // A packet each 20 ms, 25 kbit/s of speech in the mean.
        packetRest += Double(now - start) / 20_000
        let newPackets = UInt64(packetRest)
        packetRest -= Double(newPackets)
        let lostBefore = lost
        lost += min(newPackets, UInt64(random.rounded(Double(newPackets) * link.loss)))
        packets += newPackets
        bytes += UInt64(Double(newPackets) * 62.5 * (1 + 0.25 * random.noise()))
        reports.advance(
            from: start, to: now, lost: (lostBefore, lost), packets: packets, conditions: conditions,
            random: &random)
    }

    var headerBytes: UInt64 { packets * 28 }
}
