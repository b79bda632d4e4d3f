/// The peer connection on which a participant receives others.
struct SubscriberConnection {
    /// When it was opened, µs since 1970.
    let start: Int64
    private(set) var remotes: [ReceivedMedia]

    init(remotes count: Int, from start: Int64, random: inout SplitMix64) {
        self.start = start
        remotes = []
        for _ in 0..<count { remotes.append(ReceivedMedia(random: &random)) }
    }

    /// Lets `seconds` go by.
    mutating func advance(
        by seconds: Double, in phase: LinkScript.Phase, over link: Uplink, random: inout SplitMix64
    ) {
        // Downlinks are wider than uplinks; the relay shares this one out.
        let share = phase.conditions.capacity * 1.6 / Double(max(1, remotes.count))
        for index in remotes.indices {
            remotes[index].advance(
                by: seconds, bitrate: min(1200, share), over: link, conditions: phase.conditions,
                random: &random)
        }
    }

    /// Appends the entries of a `getStats()` call at `now` µs, with the telling ones of Chromium's keys, in its order.
    func appendEntries(at now: Int64, to text: inout StatsText) {
        for (index, remote) in remotes.enumerated() {
            appendAudio(remote, mid: 2 * index, at: now, to: &text)
            appendVideo(remote, mid: 2 * index + 1, at: now, to: &text)
        }
        let received = remotes.reduce(0) { $0 + $1.bytes + $1.audioBytes }
        let packets = remotes.reduce(0) { $0 + $1.packets + $1.audioPackets }
        text.raw(#"{"id":"T01","timestamp":"#)
        text.milliseconds(now)
        text.raw(#","type":"transport","bytesReceived":"#)
        text.number(received + packets * 27)
        text.raw(#","bytesSent":"#)
        text.number(UInt64(max(0, now - start)) / 1_000_000 * 90 + packets / 12 * 84)
        text.raw(
            #","dtlsRole":"client","dtlsState":"connected","iceRole":"controlled","iceState":"connected","packetsReceived":"#
        )
        text.number(packets)
        text.raw(#","packetsSent":"#)
        text.number(packets / 12)
        text.raw(#","selectedCandidatePairId":"CP1"}"#)
    }

    private func appendAudio(_ remote: ReceivedMedia, mid: Int, at now: Int64, to text: inout StatsText) {
        text.raw(#"{"id":"IT01A"#)
        text.number(remote.audioSSRC)
        text.raw(#"","timestamp":"#)
        text.milliseconds(now)
        text.raw(
            #","type":"inbound-rtp","codecId":"CIT01_111_minptime=10;useinbandfec=1","kind":"audio","mediaType":"audio","ssrc":"#
        )
        text.number(remote.audioSSRC)
        text.raw(#","transportId":"T01","jitter":"#)
        text.decimal(remote.jitter / 1000, places: 3)
        text.raw(#","packetsLost":"#)
        text.number(remote.audioLost)
        text.raw(#","packetsReceived":"#)
        text.number(remote.audioPackets)
        text.raw(#","bytesReceived":"#)
        text.number(remote.audioBytes)
        text.raw(#","concealedSamples":"#)
        text.number(remote.concealedSamples)
        text.raw(#","headerBytesReceived":"#)
        text.number(remote.audioPackets * 28)
        text.raw(#","mid":""#)
        text.number(mid)
        text.raw(#"","packetsDiscarded":0,"totalSamplesReceived":"#)
        text.number(remote.samples)
        text.raw(#","trackIdentifier":"TR_A"#)
        text.number(remote.trackNumber % 1_000_000)
        text.raw(#""},"#)
    }

    private func appendVideo(_ remote: ReceivedMedia, mid: Int, at now: Int64, to text: inout StatsText) {
        text.raw(#"{"id":"IT01V"#)
        text.number(remote.videoSSRC)
        text.raw(#"","timestamp":"#)
        text.milliseconds(now)
        text.raw(
            #","type":"inbound-rtp","codecId":"CIT01_96","kind":"video","mediaType":"video","ssrc":"#)
        text.number(remote.videoSSRC)
        text.raw(#","transportId":"T01","jitter":"#)
        text.decimal(remote.jitter / 1000, places: 3)
        text.raw(#","packetsLost":"#)
        text.number(remote.lost)
        text.raw(#","packetsReceived":"#)
        text.number(remote.packets)
        text.raw(#","bytesReceived":"#)
        text.number(remote.bytes)
        text.raw(#","decoderImplementation":"libvpx","firCount":0,"frameHeight":360,"frameWidth":640,"framesDecoded":"#)
        text.number(remote.frames)
        text.raw(#","framesPerSecond":"#)
        text.number(Int(remote.framesPerSecond + 0.5))
        text.raw(#","framesReceived":"#)
        text.number(remote.frames)
        text.raw(#","freezeCount":"#)
        text.number(remote.freezes)
        text.raw(#","headerBytesReceived":"#)
        text.number(remote.packets * 27)
        text.raw(#","mid":""#)
        text.number(mid)
        text.raw(#"","nackCount":"#)
        text.number(remote.retransmittedPackets)
        text.raw(#","pauseCount":0,"retransmittedBytesReceived":"#)
        text.number(remote.retransmittedBytes)
        text.raw(#","retransmittedPacketsReceived":"#)
        text.number(remote.retransmittedPackets)
        text.raw(#","totalFreezesDuration":"#)
        text.decimal(remote.frozen, places: 3)
        text.raw(#","totalPausesDuration":0,"trackIdentifier":"TR_V"#)
        text.number(remote.trackNumber % 1_000_000)
        text.raw(#""},"#)
    }
}
