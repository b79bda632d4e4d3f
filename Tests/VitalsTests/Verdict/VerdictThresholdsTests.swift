import Testing

@testable import Vitals

@Suite struct VerdictThresholdsTests {
    private let thresholds = VerdictThresholds()

    @Test(
        "both lines of a band are fair",
        arguments: [
            (.packetLoss, 0.99, .good), (.packetLoss, 1, .fair), (.packetLoss, 5, .fair), (.packetLoss, 5.01, .poor),
            (.roundTripTime, 149, .good), (.roundTripTime, 150, .fair), (.roundTripTime, 301, .poor),
            (.jitter, 29, .good), (.jitter, 30, .fair), (.jitter, 101, .poor),
            (.frameRate, 20, .good), (.frameRate, 19.9, .fair), (.frameRate, 10, .fair), (.frameRate, 9.9, .poor),
            (.bandwidthLimited, 4.9, .good), (.bandwidthLimited, 5, .fair), (.cpuLimited, 31, .poor),
            (.frozen, 0.5, .good), (.frozen, 6, .poor), (.concealedAudio, 3, .fair), (.packetLoss, .nan, .unknown),
        ] as [(VerdictMetric, Double, VerdictLevel)])
    func levels(metric: VerdictMetric, value: Double, level: VerdictLevel) {
        #expect(thresholds.level(of: metric, value) == level)
    }

    @Test("severity agrees with the level, and never falls while a value gets worse", arguments: VerdictMetric.allCases)
    func severity(metric: VerdictMetric) {
        let values = (0...4000).map { Double($0) / 8 }
        var last = -Double.infinity
        for value in thresholds[metric].lessIsWorse ? values.reversed() : values {
            let severity = thresholds.severity(of: metric, value)
            #expect(severity >= last)
            #expect((0...3).contains(severity))
            switch thresholds.level(of: metric, value) {
            case .good: #expect(severity <= 1)
            case .fair: #expect((1...2).contains(severity))
            case .poor: #expect(severity >= 2)
            case .unknown: Issue.record("a number has a level")
            }
            last = severity
        }
    }
}
