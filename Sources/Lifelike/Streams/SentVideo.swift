/// One video stream that a participant sends: the counters of its `outbound-rtp` and `remote-inbound-rtp` entries.
struct SentVideo {
    let encoding: VideoEncoding
    let ssrc: UInt32
    let retransmissionSSRC: UInt32
    private(set) var reports: ReceiverReports

    /// Payload with retransmissions.
    private(set) var bytes: UInt64 = 0
    private(set) var packets: UInt64 = 0
    private(set) var retransmittedBytes: UInt64 = 0
    private(set) var retransmittedPackets: UInt64 = 0
    private(set) var frames: UInt64 = 0
    private(set) var keyFrames: UInt64 = 0
    private(set) var lost: UInt64 = 0
    /// µs.
    private(set) var limitedByBandwidth: UInt64 = 0
    private(set) var limitedByCPU: UInt64 = 0
    private(set) var unlimited: UInt64 = 0

    private(set) var isActive = true
    /// kbit/s asked of the encoder now.
    private(set) var bitrate = 0.0
    private(set) var framesPerSecond = 0.0
    private(set) var limitation = Limitation.none
    private var frameRest = 0.0

    init(_ encoding: VideoEncoding, from start: Int64, random: inout SplitMix64) {
        self.encoding = encoding
        ssrc = random.ssrc()
        retransmissionSSRC = random.ssrc()
        reports = ReceiverReports(pace: 1_000_000, from: start, random: &random)
    }

    /// What keeps an encoder from its full rate.
    enum Limitation { case none, bandwidth, cpu }

    /// Lets the time from `start` to `now` go by.
    ///
    /// - Parameter bitrate: kbit/s for this layer; 0 switches it off.
    mutating func advance(
        from start: Int64, to now: Int64, bitrate: Double, limitation: Limitation, over link: Uplink,
        conditions: LinkConditions, random: inout SplitMix64
    ) {
        self.limitation = limitation
        let microseconds = UInt64(now - start)
        switch limitation {
        case .none: unlimited += microseconds
        case .bandwidth: limitedByBandwidth += microseconds
        case .cpu: limitedByCPU += microseconds
        }
        let wasActive = isActive
        isActive = bitrate > 0
        self.bitrate = bitrate
        guard isActive else {
            framesPerSecond = 0
            return
        }
        if !wasActive || frames == 0 { keyFrames += 1 }
        let seconds = Double(microseconds) / 1e6
        // Below 45 % of its rate the encoder drops frames, down to 8 a second.
        framesPerSecond = 30 * min(1, max(8.0 / 30, bitrate / encoding.bitrate / 0.45))
        frameRest += framesPerSecond * seconds
        let newFrames = UInt64(frameRest)
        frameRest -= Double(newFrames)
        frames += newFrames

        let newBytes = UInt64(bitrate * 125 * seconds * (1 + 0.08 * random.noise()))
        let newPackets = max(newFrames, (newBytes + Self.packetBytes - 1) / Self.packetBytes)
        let newlyLost = min(newPackets, UInt64(random.rounded(Double(newPackets) * link.loss)))
        let lostBefore = lost
        lost += newlyLost
        retransmittedPackets += newlyLost
        retransmittedBytes += newlyLost * Self.packetBytes
        packets += newPackets + newlyLost
        bytes += newBytes + newlyLost * Self.packetBytes
        reports.advance(
            from: start, to: now, lost: (lostBefore, lost), packets: packets, conditions: conditions,
            random: &random)
    }

    /// The payload of a full packet.
    private static let packetBytes: UInt64 = 1060

    var headerBytes: UInt64 { packets * 27 }

    /// Encoders halve the picture rather than starve it.
    var size: (width: Int, height: Int) {
        let share = bitrate / encoding.bitrate
        let divisor = share >= 0.45 ? 1 : 2
        return (encoding.width / divisor, encoding.height / divisor)
    }
}
