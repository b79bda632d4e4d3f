import Vitals

extension InboundRTP {
    /// What the engine counts of a track that it is subscribed to.
    ///
    /// - Parameter trackSid: its publication's, by which it is known to be muted.
    init?(_ stats: EngineInboundRTP, trackSid: String) {
        let (rtc, stream, received, inbound) = (stats.rtc, stats.stream, stats.received, stats.inbound)
        let kind: MediaKind? = stream.kind == "audio" ? .audio : stream.kind == "video" ? .video : nil
        guard !rtc.id.isEmpty, let kind else { return nil }
        self.init(
            header: StatsHeader(
                id: rtc.id, timestamp: Double(rtc.timestamp) / 1000, kind: kind, ssrc: stream.ssrc,
                mid: inbound.mid.isEmpty ? nil : inbound.mid,
                transportId: stream.transportID.isEmpty ? nil : stream.transportID))
        bytesReceived = Double(inbound.bytesReceived)
        packetsReceived = Double(received.packetsReceived)
        packetsLost = Double(received.packetsLost)
        retransmittedBytesReceived = Double(inbound.retransmittedBytesReceived)
        retransmittedPacketsReceived = Double(inbound.retransmittedPacketsReceived)
        jitter = received.jitter
        trackIdentifier = trackSid
        // Nobody listens to the audio, so what the engine makes up for it says nothing of the link.
        guard kind == .video else { return }
        framesDecoded = Double(inbound.framesDecoded)
        framesPerSecond = inbound.framesPerSecond
        frameWidth = Double(inbound.frameWidth)
        frameHeight = Double(inbound.frameHeight)
        freezeCount = Double(inbound.freezeCount)
        totalFreezesDuration = inbound.totalFreezeDuration
        pauseCount = Double(inbound.pauseCount)
        totalPausesDuration = inbound.totalPauseDuration
    }
}
