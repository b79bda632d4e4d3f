/// What a participant's metrics came to, as quotients of sums: since the beginning, or between two moments.
///
/// Sums subtract and add, so a window needs no readings, and five windows together are judged as one stretch.
struct JudgedSums: Sendable, Equatable {
    /// By `JudgedMetric`: packets lost, ms, frames, seconds held back.
    private var amounts = SIMD16<Double>.zero
    /// By `JudgedMetric`: packets, measurements, seconds that `amounts` came about in.
    private var bases = SIMD16<Double>.zero
    /// Seconds that readings speak for.
    private(set) var covered: Double = 0
    /// Entries accepted.
    private(set) var accepted: Double = 0

    init() {}

    /// The sums since the participant's beginning.
    init(_ participant: Participant, _ totals: Totals) {
        let sentVideo = totals.uplinkVideo
        let sentAudio = totals.uplinkAudio
        let video = totals.downlinkVideo
        let audio = totals.downlinkAudio
        set(.lossSent, sentVideo.loss.lost + sentAudio.loss.lost, sentVideo.loss.expected + sentAudio.loss.expected)
        set(.lossReceived, video.loss.lost + audio.loss.lost, video.loss.expected + audio.loss.expected)
        set(
            .roundTrip, sentVideo.roundTripTime.sum + sentAudio.roundTripTime.sum,
            sentVideo.roundTripTime.weight + sentAudio.roundTripTime.weight)
        set(
            .jitterSent, sentVideo.jitter.sum + sentAudio.jitter.sum, sentVideo.jitter.weight + sentAudio.jitter.weight)
        set(.jitterReceived, video.jitter.sum + audio.jitter.sum, video.jitter.weight + audio.jitter.weight)
        let cameras = participant.cameraFrames
        set(.frameRate, cameras.frames, cameras.seconds)
        if let limited = sentVideo.qualityLimitation {
            set(.bandwidthLimited, limited.bandwidth, sentVideo.bitrate.weight)
            set(.cpuLimited, limited.cpu, sentVideo.bitrate.weight)
        }
        if video.freezes.measured { set(.frozen, video.freezes.freezeSeconds, video.bitrate.weight) }
        set(.concealed, audio.concealedSamples, audio.samplesReceived)
        covered = totals.coveredSeconds
        accepted = Double(totals.samples.accepted)
    }

    mutating func set(_ metric: JudgedMetric, _ amount: Double, _ base: Double) {
        amounts[metric.rawValue] = amount
        bases[metric.rawValue] = base
    }

    mutating func set(covered seconds: Double) { covered = seconds }

    /// Packets, measurements or seconds that the metric's value rests on.
    func base(of metric: JudgedMetric) -> Double { bases[metric.rawValue] }

    /// Packets of both directions.
    var packets: Double { max(0, base(of: .lossSent)) + max(0, base(of: .lossReceived)) }

    /// In the metric's unit; `nil` where nothing was measured, or too few packets to speak of loss.
    func value(of metric: JudgedMetric, _ thresholds: VerdictThresholds) -> Double? {
        let base = bases[metric.rawValue]
        guard base > 0, !metric.isLoss || base >= thresholds.windowPackets else { return nil }
        // Packets found again, and tracks let go, may make a difference negative.
        let value = metric.scale * max(0, amounts[metric.rawValue]) / base
        return metric.scale == 100 ? min(100, value) : value
    }

    /// Whether a count fell: the participant made room for others meanwhile and began anew.
    func isBefore(_ other: JudgedSums) -> Bool { covered < other.covered || accepted < other.accepted }

    static func - (left: JudgedSums, right: JudgedSums) -> JudgedSums {
        var difference = left
        difference.amounts -= right.amounts
        difference.bases -= right.bases
        difference.covered -= right.covered
        difference.accepted -= right.accepted
        return difference
    }

    static func + (left: JudgedSums, right: JudgedSums) -> JudgedSums {
        var sum = left
        sum.amounts += right.amounts
        sum.bases += right.bases
        sum.covered += right.covered
        sum.accepted += right.accepted
        return sum
    }
}

extension JudgedSums {
    /// The worst level of all metrics; good only where loss was measured, for nothing is good from missing data.
    func level(_ thresholds: VerdictThresholds) -> VerdictLevel {
        var worst: VerdictLevel?
        for metric in JudgedMetric.allCases {
            guard let value = value(of: metric, thresholds) else { continue }
            switch thresholds.level(of: metric.metric, value) {
            case .poor: return .poor
            case .fair: worst = .fair
            case .good, .unknown: break
            }
        }
        if let worst { return worst }
        return hasLoss(thresholds) ? .good : .unknown
    }

    func hasLoss(_ thresholds: VerdictThresholds) -> Bool {
        value(of: .lossSent, thresholds) != nil || value(of: .lossReceived, thresholds) != nil
    }

    /// Whether the metric alone makes the level, or a worse one.
    func isAsBad(_ judged: JudgedMetric, as level: VerdictLevel, _ thresholds: VerdictThresholds) -> Bool {
        guard let value = value(of: judged, thresholds) else { return false }
        let its = thresholds.level(of: judged.metric, value)
        return its == .poor || (its == .fair && level == .fair)
    }

    /// Of the metrics that are as bad as the level, the one that explains the others; of one metric the worse side.
    func worst(atLeast level: VerdictLevel, _ thresholds: VerdictThresholds) -> (judged: JudgedMetric, value: Double)? {
        var found: (judged: JudgedMetric, value: Double, severity: Double)?
        for judged in JudgedMetric.allCases {
            guard let value = value(of: judged, thresholds), isAsBad(judged, as: level, thresholds) else { continue }
            let severity = thresholds.severity(of: judged.metric, value)
            if let found, found.judged.metric != judged.metric || found.severity >= severity { continue }
            found = (judged, value, severity)
        }
        return found.map { ($0.judged, $0.value) }
    }
}
