/// What a level is judged by.
public enum VerdictMetric: String, Sendable, CaseIterable {
    case packetLoss = "packet_loss"
    case roundTripTime = "round_trip_time"
    case jitter
    case frameRate = "frames_per_second"
    /// Share of the time that the encoder was held back by the network.
    case bandwidthLimited = "bandwidth_limited"
    /// Share of the time that the encoder was held back by the processor.
    case cpuLimited = "cpu_limited"
    /// Share of the time that received video stood still.
    case frozen
    /// Share of received audio that had to be made up.
    case concealedAudio = "concealed_audio"
}
