/// The peer connection on which a participant sends.
struct PublisherConnection {
    /// When it was opened, µs since 1970.
    let start: Int64
    private(set) var audio: SentAudio
    private(set) var videos: [SentVideo]
    /// kbit/s that the sender believes it may send.
    private(set) var estimate = 0.0
    /// µs.
    private(set) var roundTrip: UInt64 = 0

    init(_ profile: ParticipantProfile, from start: Int64, random: inout SplitMix64) {
        self.start = start
        audio = SentAudio(from: start, random: &random)
        videos = []
        for encoding in profile.encodings {
            videos.append(SentVideo(encoding, from: start, random: &random))
        }
    }

    /// Lets the time from `from` to `now` go by.
    mutating func advance(
        from: Int64, to now: Int64, in phase: LinkScript.Phase, over link: Uplink, random: inout SplitMix64
    ) {
        estimate = link.estimate
        roundTrip = UInt64(phase.conditions.roundTrip * 1000)
        audio.advance(
            from: from, to: now, isMuted: phase.isMicrophoneMuted, over: link, conditions: phase.conditions,
            random: &random)
        var left = max(60, link.estimate * 0.95 - 30)
        for index in videos.indices {
            let wanted = videos[index].encoding.bitrate
            let isSpare = index > 0
            let isShed =
                phase.isCameraMuted || isSpare && (phase.isBusy && index == videos.count - 1 || left < wanted * 0.35)
            let bitrate = isShed ? 0 : min(wanted, left)
            left -= bitrate
            let limitation: SentVideo.Limitation =
                phase.isBusy && isSpare ? .cpu : bitrate < wanted * 0.9 && !phase.isCameraMuted ? .bandwidth : .none
            videos[index].advance(
                from: from, to: now, bitrate: bitrate, limitation: limitation, over: link,
                conditions: phase.conditions, random: &random)
        }
    }

    /// kbit/s sent now.
    var bitrate: Double { videos.reduce(audio.isMuted ? 0 : 25) { $0 + $1.bitrate } }

    /// Everything that left the machine through it: payload, headers, and what keeps it alive.
    func transportBytes(at now: Int64) -> UInt64 {
        let kept = UInt64(max(0, now - start)) / 1_000_000 * 90 + 3000
        return videos.reduce(kept + audio.bytes + audio.headerBytes) { $0 + $1.bytes + $1.headerBytes }
    }

    var packets: UInt64 { videos.reduce(audio.packets) { $0 + $1.packets } }
}
