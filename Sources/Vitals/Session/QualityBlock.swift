/// The `quality_metrics` of a subject, as numbers; writing them as JSON is `VitalsJSON`'s business.
///
/// What was never measured is `nil`, except that the averages of a block without readings are 0, as its readers expect.
public struct QualityBlock: Sendable, Equatable {
    /// kbps, video uplink, weighted by time.
    public let averageBitrate: Double
    /// Frames a second, video uplink, weighted by time.
    public let averageFrameRate: Double
    /// Uplink video and audio.
    public let loss: PacketLoss
    public let connectionQuality: ConnectionQuality
    /// Video uplink readings.
    public let totalReadings: UInt64
    public let uplinkVideo: MediaAggregates
    public let uplinkAudio: MediaAggregates
    public let downlinkVideo: MediaAggregates
    public let downlinkAudio: MediaAggregates
    public let downlinkLoss: PacketLoss
    /// ms, the mean of `roundTripTime`; `nil` without a reading.
    public let averageRoundTripTime: Double?
    /// ms, the mean of `jitter`; `nil` without a reading.
    public let averageJitter: Double?
    /// See `MeanOpinionScore`; `nil` where loss or delay was never measured.
    public let meanOpinionScore: Double?
    /// 0…100; `nil` for a session without length.
    public let coveragePercentage: Double?
    public let samples: SampleCounts

    public init(_ totals: Totals) {
        uplinkVideo = totals.uplinkVideo
        uplinkAudio = totals.uplinkAudio
        downlinkVideo = totals.downlinkVideo
        downlinkAudio = totals.downlinkAudio
        averageBitrate = uplinkVideo.bitrate.mean ?? 0
        averageFrameRate = uplinkVideo.frameRate.mean ?? 0
        totalReadings = uplinkVideo.readings
        connectionQuality = ConnectionQuality(averageScore: totals.quality.averageScore)
        var loss = uplinkVideo.loss
        loss.merge(uplinkAudio.loss)
        self.loss = loss
        var downlinkLoss = downlinkVideo.loss
        downlinkLoss.merge(downlinkAudio.loss)
        self.downlinkLoss = downlinkLoss
        averageRoundTripTime = Spread.mean(uplinkVideo.roundTripTime, uplinkAudio.roundTripTime)
        averageJitter = Spread.mean(uplinkVideo.jitter, uplinkAudio.jitter)
        if let loss = loss.percentage, let delay = averageRoundTripTime {
            meanOpinionScore = MeanOpinionScore.estimate(loss: loss, roundTripTime: delay, jitter: averageJitter ?? 0)
        } else {
            meanOpinionScore = nil
        }
        coveragePercentage =
            totals.presentSeconds > 0 ? min(100, 100 * totals.coveredSeconds / totals.presentSeconds) : nil
        samples = totals.samples
    }

    /// ms, of the uplink's RTCP reports, video and audio; merged for whoever asks.
    public var roundTripTime: Spread { Spread.merged(uplinkVideo.roundTripTime, uplinkAudio.roundTripTime) }

    /// ms, of the uplink's RTCP reports, video and audio; merged for whoever asks.
    public var jitter: Spread { Spread.merged(uplinkVideo.jitter, uplinkAudio.jitter) }
}
