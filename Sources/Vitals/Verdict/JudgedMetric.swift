/// A metric on one side, in the order in which one explains another: loss slows an encoder down, and a slow encoder
/// leaves few frames.
enum JudgedMetric: Int, Sendable, CaseIterable {
    case lossSent, lossReceived, bandwidthLimited, cpuLimited, roundTrip, jitterSent, jitterReceived, frozen,
        concealed, frameRate

    var metric: VerdictMetric {
        switch self {
        case .lossSent, .lossReceived: .packetLoss
        case .bandwidthLimited: .bandwidthLimited
        case .cpuLimited: .cpuLimited
        case .roundTrip: .roundTripTime
        case .jitterSent, .jitterReceived: .jitter
        case .frozen: .frozen
        case .concealed: .concealedAudio
        case .frameRate: .frameRate
        }
    }

    var direction: Direction {
        switch self {
        case .lossSent, .bandwidthLimited, .cpuLimited, .roundTrip, .jitterSent, .frameRate: .uplink
        case .lossReceived, .jitterReceived, .frozen, .concealed: .downlink
        }
    }

    /// From a quotient of sums to the metric's unit.
    var scale: Double {
        switch self {
        case .lossSent, .lossReceived, .bandwidthLimited, .cpuLimited, .frozen, .concealed: 100
        case .roundTrip, .jitterSent, .jitterReceived, .frameRate: 1
        }
    }

    var isLoss: Bool { self == .lossSent || self == .lossReceived }
}
