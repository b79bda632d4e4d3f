/// What one stream did between two accepted entries.
struct StreamInterval: Sendable {
    /// The interval's end on the stream's own clock, ms since 1970.
    var end: Double
    /// Length in seconds, always above 0.
    var seconds: Double
    /// Payload bits with retransmissions; NaN where an entry lacked the counter.
    var bits = Double.nan
    /// Frames, each counted once whatever the number of spatial layers; NaN where an entry lacked the counter.
    var frames = Double.nan
    /// NaN where an entry lacked the counter.
    var retransmittedBits = Double.nan
    /// The frame size at the interval's end.
    var size: ResolutionTally.Size?
    /// Seconds of the interval in which the encoder was held back.
    var qualityLimitation: QualityLimitation?
    /// Nothing left the machine while the sender's counters rose, and the amounts are 0.
    var isStalled = false
}

/// What the entry of a stream came to.
enum StreamOutcome: Sendable, Equatable {
    case baseLine
    case stale
    case held
    case refused(EntryRefusal)
    /// A counter fell: a new base line.
    case reset
    /// A new base line without a reading: the layer is switched off, or time has leapt.
    case silent
    /// A new base line, and what the stream did since the last one.
    case interval(isGap: Bool)

    /// Whether the entry is the stream's new base line.
    var isAccepted: Bool {
        switch self {
        case .baseLine, .reset, .silent, .interval: true
        case .stale, .held, .refused: false
        }
    }
}

extension SampleCounts {
    mutating func note(_ outcome: StreamOutcome) {
        if outcome.isAccepted { accepted += 1 }
        switch outcome {
        case .stale: stale += 1
        case .held: held += 1
        case .reset: resets += 1
        case .refused(let reason): refuse(reason)
        case .interval(let isGap):
            if isGap { gaps += 1 }
        case .baseLine, .silent: break
        }
    }
}

extension ResolutionTally.Size {
    /// `nil` unless both are known and at least a pixel.
    init?(_ width: Double?, _ height: Double?) {
        guard let width, let height, width >= 1, height >= 1, width <= 65536, height <= 65536 else { return nil }
        self.init(width: UInt32(width), height: UInt32(height))
    }
}
