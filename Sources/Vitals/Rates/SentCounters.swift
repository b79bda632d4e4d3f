/// The counters of a sent stream's entry that the next one is held against; NaN where it lacks one.
struct SentCounters: Sendable {
    var bytes: Double
    var packets: Double
    var retransmittedBytes: Double
    var retransmittedPackets: Double
    var frames: Double
    var qualityLimitation: QualityLimitation?

    init(_ entry: OutboundRTP) {
        self = withUnsafePointer(to: entry) { Self($0) }
    }

    @inline(__always)
    init(_ entry: UnsafePointer<OutboundRTP>) {
        bytes = Double(orNaN: entry.pointee.bytesSent)
        packets = Double(orNaN: entry.pointee.packetsSent)
        retransmittedBytes = Double(orNaN: entry.pointee.retransmittedBytesSent)
        retransmittedPackets = Double(orNaN: entry.pointee.retransmittedPacketsSent)
        frames = Double(orNaN: entry.pointee.framesSent)
        qualityLimitation = entry.pointee.qualityLimitation
    }

    @inline(__always)
    func haveFallen(to now: Self) -> Bool {
        bytes > now.bytes || packets > now.packets || frames > now.frames
            || retransmittedBytes > now.retransmittedBytes || retransmittedPackets > now.retransmittedPackets
    }

    /// Sets the counters of an entry to these.
    func write(to entry: inout OutboundRTP) {
        entry.bytesSent = bytes.figure
        entry.packetsSent = packets.figure
        entry.retransmittedBytesSent = retransmittedBytes.figure
        entry.retransmittedPacketsSent = retransmittedPackets.figure
        entry.framesSent = frames.figure
        entry.qualityLimitation = qualityLimitation
    }
}
