/// Where good ends and poor begins, and how much must be measured before anything is said.
///
/// The lines are those that several products share (Teams, Twilio, Polycom, Vidyo, Sinch; ITU-T G.114 for delay); where
/// they differ, the one that a listener notices first.
public struct VerdictThresholds: Sendable, Equatable {
    /// Two lines on one scale. Between them lies fair, both lines included.
    public struct Band: Sendable, Equatable {
        public var fair: Double
        public var poor: Double

        public init(fair: Double, poor: Double) {
            self.fair = fair
            self.poor = poor
        }

        /// Where less is worse, the poor line lies below the fair one.
        var lessIsWorse: Bool { poor < fair }
    }

    /// Percent of packets.
    public var packetLoss = Band(fair: 1, poor: 5)
    /// ms between participant and server: one of the two legs of a conversation.
    public var roundTripTime = Band(fair: 150, poor: 300)
    /// ms.
    public var jitter = Band(fair: 30, poor: 100)
    /// Frames a second of cameras; below the first line is fair, below the second poor.
    public var frameRate = Band(fair: 20, poor: 10)
    /// Percent of the time.
    public var bandwidthLimited = Band(fair: 5, poor: 30)
    /// Percent of the time.
    public var cpuLimited = Band(fair: 5, poor: 30)
    /// Percent of the time.
    public var frozen = Band(fair: 1, poor: 5)
    /// Percent of the samples.
    public var concealedAudio = Band(fair: 1, poor: 5)

    /// Seconds of readings that make a window.
    public var windowSeconds: Double = 5
    /// Windows that are looked at together.
    public var windows = 5
    /// How many of them must agree before a level holds or is left.
    public var agreeingWindows = 3
    /// Packets in one direction below which a window says nothing about loss; it waits for more up to three times its
    /// length.
    public var windowPackets: Double = 50
    /// Seconds of readings below which a participant is not judged.
    public var leastSeconds: Double = 10
    /// Packets of both directions below which a participant is not judged.
    public var leastPackets: Double = 500
    /// Seconds that recent loss looks back.
    public var recentSeconds: Double = 30
    /// Seconds without a reading after which the last level is no longer believed; at least three usual intervals.
    public var staleSeconds: Double = 30

    public init() {}

    public subscript(metric: VerdictMetric) -> Band {
        switch metric {
        case .packetLoss: packetLoss
        case .roundTripTime: roundTripTime
        case .jitter: jitter
        case .frameRate: frameRate
        case .bandwidthLimited: bandwidthLimited
        case .cpuLimited: cpuLimited
        case .frozen: frozen
        case .concealedAudio: concealedAudio
        }
    }

    /// Good, fair or poor; a value that is not a number is unknown.
    public func level(of metric: VerdictMetric, _ value: Double) -> VerdictLevel {
        guard !value.isNaN else { return .unknown }
        let band = self[metric]
        if band.lessIsWorse { return value < band.poor ? .poor : value < band.fair ? .fair : .good }
        return value > band.poor ? .poor : value >= band.fair ? .fair : .good
    }

    /// How bad a value is on one scale for all metrics: up to 1 good, up to 2 fair, beyond it poor, at most 3.
    public func severity(of metric: VerdictMetric, _ value: Double) -> Double {
        guard !value.isNaN else { return 0 }
        let band = self[metric]
        // On a scale where less is worse the distance from the good line grows downwards.
        let beyondFair = band.lessIsWorse ? band.fair - value : value - band.fair
        let width = max(abs(band.poor - band.fair), .leastNormalMagnitude)
        if beyondFair < 0 { return max(0, 1 + beyondFair / max(abs(band.fair), .leastNormalMagnitude)) }
        if beyondFair <= width { return 1 + beyondFair / width }
        // Five widths beyond the poor line nothing gets worse any more.
        return 2 + min(1, (beyondFair - width) / (5 * width))
    }
}
