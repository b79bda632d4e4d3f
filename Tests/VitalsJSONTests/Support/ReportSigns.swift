import Vitals

extension StatsReport {
    /// The signs of all its numbers: by which reports differ that are equal, since -0 equals 0.
    var signs: [FloatingPointSign] {
        let own: [Double?] = [timestamp]
        return (own + entries.flatMap(\.numbers)).map { ($0 ?? 0).sign }
    }
}

extension StatsEntry {
    fileprivate var numbers: [Double?] {
        switch self {
        case .outboundRTP(let entry):
            [
                entry.header.timestamp, entry.bytesSent, entry.packetsSent, entry.retransmittedBytesSent,
                entry.retransmittedPacketsSent, entry.framesSent, entry.framesPerSecond, entry.frameWidth,
                entry.frameHeight, entry.qualityLimitation?.bandwidth, entry.qualityLimitation?.cpu,
                entry.qualityLimitation?.other,
            ]
        case .inboundRTP(let entry):
            [
                entry.header.timestamp, entry.bytesReceived, entry.packetsReceived, entry.packetsLost,
                entry.retransmittedBytesReceived, entry.retransmittedPacketsReceived, entry.jitter,
                entry.framesDecoded, entry.framesPerSecond, entry.frameWidth, entry.frameHeight, entry.freezeCount,
                entry.totalFreezesDuration, entry.pauseCount, entry.totalPausesDuration, entry.concealedSamples,
                entry.totalSamplesReceived,
            ]
        case .remoteInboundRTP(let entry):
            [
                entry.header.timestamp, entry.packetsLost, entry.jitter, entry.roundTripTime,
                entry.roundTripTimeMeasurements,
            ]
        case .transport(let entry): [entry.timestamp, entry.bytesSent]
        case .malformed: []
        }
    }
}
