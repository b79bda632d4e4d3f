import TestSupport
import Testing

@testable import Vitals

/// A participant's sums that grow as a test says.
private struct Grower {
    var sums = JudgedSums()
    private var amounts: [JudgedMetric: (amount: Double, base: Double)] = [:]
    private var covered: Double = 0
    var judge = ParticipantJudge()
    /// ms on the session's clock.
    var now: Double = 1_000_000

    /// Lets `seconds` of readings go by at once, with these values in each metric's unit.
    mutating func go(
        seconds: Double, packets: Double = 1000, _ values: [JudgedMetric: Double], staleAfter: Double = 30
    ) {
        now += seconds * 1000
        covered += seconds
        var next = JudgedSums()
        for (metric, value) in values {
            let base = metric.isLoss ? packets : seconds
            amounts[metric, default: (0, 0)].amount += value * base / metric.scale
            amounts[metric, default: (0, 0)].base += base
        }
        for (metric, sum) in amounts { next.set(metric, sum.amount, sum.base) }
        next.set(covered: covered)
        sums = next
        judge.observe(sums, staleAfter: staleAfter, at: now)
    }

    /// Time goes by without a reading.
    mutating func wait(seconds: Double, staleAfter: Double = 30) {
        now += seconds * 1000
        judge.observe(sums, staleAfter: staleAfter, at: now)
    }

    var level: VerdictLevel { judge.judgement.level }
}

@Suite struct ParticipantJudgeTests {
    @Test("too little is measured below ten seconds, 500 packets, or three windows")
    func tooLittle() {
        var short = Grower()
        for _ in 0..<9 { short.go(seconds: 1, [.lossSent: 0]) }
        #expect(short.level == .unknown)
        var quiet = Grower()
        for _ in 0..<7 { quiet.go(seconds: 5, packets: 70, [.lossSent: 0]) }
        #expect(quiet.level == .unknown)
        quiet.go(seconds: 5, packets: 70, [.lossSent: 0])
        #expect(quiet.level == .good)
        var twoWindows = Grower()
        for _ in 0..<14 { twoWindows.go(seconds: 1, [.lossSent: 0]) }
        #expect(twoWindows.level == .unknown)
        twoWindows.go(seconds: 1, [.lossSent: 0])
        #expect(twoWindows.level == .good)
    }

    @Test("a level needs three of the last five windows, and is left the same way", arguments: [1.0, 5, 10])
    func hysteresis(interval: Double) {
        var grower = Grower()
        func window(_ loss: Double) {
            for _ in 0..<Int(max(1, 5 / interval)) { grower.go(seconds: interval, [.lossSent: loss]) }
        }
        for _ in 0..<5 { window(0) }
        #expect(grower.level == .good)
        window(20)
        window(20)
        #expect(grower.level == .good)
        window(0)
        window(20)
        #expect(grower.level == .poor)
        #expect(grower.judge.judgement.since == grower.now)
        let since = grower.now
        window(0)
        #expect(grower.level == .poor)
        #expect(grower.judge.judgement.since == since)
        window(0)
        #expect(grower.level == .good)
        #expect(grower.judge.judgement.cause == nil)
    }

    @Test("time without a reading is neither good nor bad, and after a while nothing is believed any more")
    func silence() {
        var grower = Grower()
        for _ in 0..<3 { grower.go(seconds: 10, [.lossSent: 8]) }
        #expect(grower.level == .poor)
        for _ in 0..<30 { grower.wait(seconds: 1) }
        #expect(grower.level == .poor)
        grower.wait(seconds: 1)
        #expect(grower.level == .unknown)
        grower.go(seconds: 10, [.lossSent: 0])
        #expect(grower.level == .unknown)
    }

    @Test("nothing is good without word of loss, but few frames are bad without it")
    func goodNeedsLoss() {
        var grower = Grower()
        for _ in 0..<60 { grower.go(seconds: 1, [.frameRate: 30, .roundTrip: 20]) }
        #expect(grower.level == .unknown)
        var slow = Grower()
        for _ in 0..<15 { slow.go(seconds: 1, [.frameRate: 5]) }
        #expect(slow.level == .unknown)
        for _ in 0..<15 { slow.go(seconds: 1, [.frameRate: 5, .lossReceived: 0]) }
        #expect(slow.level == .poor)
        #expect(slow.judge.judgement.cause?.metric == .frameRate)
    }

    @Test("a camera that is off and a muted microphone are not judged")
    func switchedOff() {
        var grower = Grower()
        for _ in 0..<30 { grower.go(seconds: 1, [.frameRate: 30, .lossSent: 0, .lossReceived: 0]) }
        for _ in 0..<30 { grower.go(seconds: 1, [.lossReceived: 0]) }
        #expect(grower.level == .good)
    }

    @Test("of several causes the one that explains the others is named, of one metric the worse side")
    func causes() {
        var grower = Grower()
        for _ in 0..<25 {
            grower.go(seconds: 1, [.frameRate: 5, .cpuLimited: 90, .lossSent: 0, .lossReceived: 0.5, .frozen: 50])
        }
        #expect(grower.judge.judgement.cause?.metric == .cpuLimited)
        for _ in 0..<25 { grower.go(seconds: 1, [.frameRate: 5, .lossSent: 6, .lossReceived: 30]) }
        let cause = grower.judge.judgement.cause
        #expect(cause?.metric == .packetLoss)
        #expect(cause?.direction == .downlink)
        #expect(cause.map { ($0.value * 10).rounded() } == 300)
        let began: Double = 1_025_000
        #expect(cause?.since == began)
    }

    @Test("two metrics near a line do not take turns as the cause")
    func steadyCause() {
        var grower = Grower()
        for _ in 0..<5 { grower.go(seconds: 5, [.lossSent: 5.5, .bandwidthLimited: 90]) }
        #expect(grower.judge.judgement.cause?.metric == .packetLoss)
        for loss in [4.0, 4, 4, 4] {
            grower.go(seconds: 5, [.lossSent: loss, .bandwidthLimited: 90])
            #expect(grower.judge.judgement.cause?.metric == .packetLoss)
        }
        grower.go(seconds: 5, [.lossSent: 4, .bandwidthLimited: 90])
        #expect(grower.judge.judgement.cause?.metric == .bandwidthLimited)
    }

    @Test("better input is never judged worse, window by window", arguments: 0..<40 as Range<UInt64>)
    func neverWorseWithBetterInput(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var worse = Grower()
        var better = Grower()
        var levels: Set<VerdictLevel> = []
        for _ in 0..<60 {
            var values: [JudgedMetric: Double] = [:]
            var milder: [JudgedMetric: Double] = [:]
            for metric in JudgedMetric.allCases {
                let band = worse.judge.thresholds[metric.metric]
                let value = generator.unit() * 1.5 * max(band.fair, band.poor)
                values[metric] = value
                let share = generator.unit()
                milder[metric] = band.lessIsWorse ? value + share * band.fair : value * share
            }
            // Most values are kept out of the way, so that all three levels come up.
            for metric in JudgedMetric.allCases where generator.unit() < 0.8 {
                let fine = metric == .frameRate ? 30.0 : 0
                values[metric] = fine
                milder[metric] = fine
            }
            worse.go(seconds: 5, values)
            better.go(seconds: 5, milder)
            guard worse.level != .unknown, better.level != .unknown else { continue }
            #expect(better.level.badness <= worse.level.badness)
            levels.insert(worse.level)
        }
        #expect(levels.count > 1)
    }

    @Test("counts that fell are a new beginning")
    func newBeginning() {
        var grower = Grower()
        for _ in 0..<30 { grower.go(seconds: 1, [.lossSent: 0]) }
        #expect(grower.level == .good)
        grower.judge.observe(JudgedSums(), staleAfter: 30, at: grower.now)
        #expect(grower.level == .unknown)
    }
}

extension VerdictLevel {
    fileprivate var badness: Int {
        switch self {
        case .unknown, .good: 0
        case .fair: 1
        case .poor: 2
        }
    }
}
