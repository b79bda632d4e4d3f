/// The counters of a received stream's entry that the next one is held against; NaN where it lacks one.
struct ReceivedCounters: Sendable {
    var bytes: Double
    var packets: Double
    var lost: Double
    var retransmittedBytes: Double
    var retransmittedPackets: Double
    var frames: Double
    var freezes: Double
    var freezeSeconds: Double
    var pauseSeconds: Double
    var concealedSamples: Double
    var samples: Double

    init(_ entry: InboundRTP) {
        self = withUnsafePointer(to: entry) { Self($0) }
    }

    @inline(__always)
    init(_ entry: UnsafePointer<InboundRTP>) {
        bytes = Double(orNaN: entry.pointee.bytesReceived)
        packets = Double(orNaN: entry.pointee.packetsReceived)
        lost = Double(orNaN: entry.pointee.packetsLost)
        retransmittedBytes = Double(orNaN: entry.pointee.retransmittedBytesReceived)
        retransmittedPackets = Double(orNaN: entry.pointee.retransmittedPacketsReceived)
        frames = Double(orNaN: entry.pointee.framesDecoded)
        freezes = Double(orNaN: entry.pointee.freezeCount)
        freezeSeconds = Double(orNaN: entry.pointee.totalFreezesDuration)
        pauseSeconds = Double(orNaN: entry.pointee.totalPausesDuration)
        concealedSamples = Double(orNaN: entry.pointee.concealedSamples)
        samples = Double(orNaN: entry.pointee.totalSamplesReceived)
    }

    @inline(__always)
    func haveFallen(to now: Self) -> Bool {
        bytes > now.bytes || packets > now.packets || frames > now.frames
            || retransmittedPackets > now.retransmittedPackets || samples > now.samples
    }

    /// Sets the counters of an entry to these.
    func write(to entry: inout InboundRTP) {
        entry.bytesReceived = bytes.figure
        entry.packetsReceived = packets.figure
        entry.packetsLost = lost.figure
        entry.retransmittedBytesReceived = retransmittedBytes.figure
        entry.retransmittedPacketsReceived = retransmittedPackets.figure
        entry.framesDecoded = frames.figure
        entry.freezeCount = freezes.figure
        entry.totalFreezesDuration = freezeSeconds.figure
        entry.totalPausesDuration = pauseSeconds.figure
        entry.concealedSamples = concealedSamples.figure
        entry.totalSamplesReceived = samples.figure
    }
}
