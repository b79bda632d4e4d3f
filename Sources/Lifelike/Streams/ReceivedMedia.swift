/// Audio and video of one other participant, as received: the counters of two `inbound-rtp` entries.
///
/// Not tied to what anybody in the room sends: a relay in between sends each receiver what suits it.
struct ReceivedMedia {
    let audioSSRC: UInt32
    let videoSSRC: UInt32
    /// Distinguishes the tracks' names.
    let trackNumber: UInt64

    private(set) var audioBytes: UInt64 = 0
    private(set) var audioPackets: UInt64 = 0
    private(set) var audioLost: UInt64 = 0
    private(set) var samples: UInt64 = 0
    private(set) var concealedSamples: UInt64 = 0

    private(set) var bytes: UInt64 = 0
    private(set) var packets: UInt64 = 0
    private(set) var lost: UInt64 = 0
    private(set) var retransmittedBytes: UInt64 = 0
    private(set) var retransmittedPackets: UInt64 = 0
    private(set) var frames: UInt64 = 0
    private(set) var framesPerSecond = 0.0
    private(set) var freezes: UInt64 = 0
    /// ms.
    private(set) var frozen: UInt64 = 0
    /// µs.
    private(set) var jitter: UInt64 = 0
    private var frameRest = 0.0
    private var packetRest = 0.0

    init(random: inout SplitMix64) {
        audioSSRC = random.ssrc()
        videoSSRC = random.ssrc()
        trackNumber = random.next()
    }

    /// Lets `seconds` go by in which `bitrate` kbit/s of video come.
    mutating func advance(
        by seconds: Double, bitrate: Double, over link: Uplink, conditions: LinkConditions,
        random: inout SplitMix64
    ) {
        // What is lost is mostly sent again; a third of the frames that it hits come too late.
        framesPerSecond = 30 * (1 - 0.35 * link.loss)
        frameRest += framesPerSecond * seconds
        let newFrames = UInt64(frameRest)
        frameRest -= Double(newFrames)
        frames += newFrames
        let newBytes = UInt64(bitrate * 125 * seconds * (1 + 0.08 * random.noise()))
        let sent = max(newFrames, (newBytes + 1059) / 1060)
        let newlyLost = min(sent, UInt64(random.rounded(Double(sent) * link.loss * 0.5)))
        lost += newlyLost
        retransmittedPackets += newlyLost
        retransmittedBytes += newlyLost * 1060
        packets += sent
        bytes += newBytes
        if link.loss > 0.12, random.unit() < 0.3 * seconds {
            freezes += 1
            frozen += 250 + UInt64(400 * random.unit())
        }
        jitter = UInt64(conditions.jitter * 1000 * (1 + 0.3 * random.noise()))

        packetRest += seconds * 50
        let audio = UInt64(packetRest)
        packetRest -= Double(audio)
        let audioLostNow = min(audio, UInt64(random.rounded(Double(audio) * link.loss * 0.5)))
        audioLost += audioLostNow
        audioPackets += audio - audioLostNow
        audioBytes += UInt64(Double(audio - audioLostNow) * 62.5)
        samples += audio * 960
        concealedSamples += audioLostNow * 960
    }
}
