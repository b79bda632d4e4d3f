extension Judgement.Cause {
    /// What is wrong, to be read after the participant's name: `"upload loses packets"`.
    public var text: String {
        switch (metric, direction) {
        case (.packetLoss, .uplink): "upload loses packets"
        case (.packetLoss, .downlink): "download loses packets"
        case (.roundTripTime, _): "packets are long under way"
        case (.jitter, .uplink): "upload comes in bursts"
        case (.jitter, .downlink): "download comes in bursts"
        case (.frameRate, _): "video has few frames"
        case (.bandwidthLimited, _): "connection is too slow for the video"
        case (.cpuLimited, _): "computer cannot keep up with the video"
        case (.frozen, _): "received video stands still"
        case (.concealedAudio, _): "received sound has gaps"
        }
    }

    /// What was wrong in a call that is over, to be read after the participant's name: `"upload lost packets"`.
    public var pastText: String {
        switch (metric, direction) {
        case (.packetLoss, .uplink): "upload lost packets"
        case (.packetLoss, .downlink): "download lost packets"
        case (.roundTripTime, _): "packets were long under way"
        case (.jitter, .uplink): "upload came in bursts"
        case (.jitter, .downlink): "download came in bursts"
        case (.frameRate, _): "video had few frames"
        case (.bandwidthLimited, _): "connection was too slow for the video"
        case (.cpuLimited, _): "computer could not keep up with the video"
        case (.frozen, _): "received video stood still"
        case (.concealedAudio, _): "received sound had gaps"
        }
    }

    /// The value with its unit: `"6.2 %"`.
    public var valueText: String {
        switch metric {
        case .packetLoss, .concealedAudio: "\(Self.oneDecimal(value)) %"
        case .roundTripTime, .jitter: "\(Self.whole(value)) ms"
        case .frameRate: "\(Self.oneDecimal(value)) frames/s"
        case .bandwidthLimited, .cpuLimited, .frozen: "\(Self.whole(value)) % of the time"
        }
    }

    /// Beyond this no value is told to the digit.
    private static let largestTold: Double = 1e9

    private static func whole(_ value: Double) -> String { "\(Int(told(value).rounded()))" }

    private static func oneDecimal(_ value: Double) -> String {
        let tenths = Int((told(value) * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    private static func told(_ value: Double) -> Double {
        value.isNaN ? 0 : min(max(0, value), largestTold)
    }
}
