import TestSupport
import Testing

@testable import Vitals

@Suite struct VerdictTests {
    private typealias Judged = (identity: String, judgement: Judgement)

    private func good(_ identity: String) -> Judged { (identity, Judgement(level: .good, since: 0)) }
    private func unknown(_ identity: String) -> Judged { (identity, Judgement(level: .unknown)) }
    private func bad(
        _ identity: String, _ level: VerdictLevel = .fair, _ metric: VerdictMetric = .packetLoss,
        _ direction: Direction = .uplink, _ value: Double = 4.24, since: Double? = 0
    ) -> Judged {
        (
            identity,
            Judgement(level: level, cause: .init(metric: metric, direction: direction, value: value, since: since))
        )
    }

    private func sentence(_ present: [Judged], wasAnybodyHere: Bool = true) -> String {
        Verdict(on: present, wasAnybodyHere: wasAnybodyHere, at: 40_000).sentence
    }

    @Test("where only the server's word is known, that is told, and whose word it is")
    func signalled() {
        func sentence(_ qualities: [ConnectionQuality]) -> String? {
            let present = zip(["ann", "bob", "cat"], qualities).map { (identity: $0, quality: $1) }
            return Verdict(signalled: present)?.sentence
        }
        let known = "; the participants' own numbers are not known."
        #expect(sentence([]) == nil)
        #expect(sentence([.unknown, .unknown]) == nil)
        #expect(sentence([.good, .unknown]) == nil)
        #expect(sentence([.good, .excellent]) == "Good: the server calls every connection good or excellent" + known)
        #expect(
            sentence([.good, .unknown, .excellent])
                == "Good: the server calls 2 of 3 connections good or excellent" + known)
        #expect(sentence([.poor, .unknown]) == "Poor: the server calls the connection of ann poor" + known)
        #expect(
            sentence([.poor, .lost, .good])
                == "Poor: the server calls the connection of bob lost, and 1 more not good" + known)
        let few = Verdict(signalled: [("ann", .good)], isReported: true)?.sentence
        #expect(few?.hasSuffix("; the participants' own numbers are too few yet.") == true)
        let whole = Verdict(signalledOverWholeCall: [("ann", .good), ("bob", .fair)])
        #expect(whole?.level == .fair && whole?.identity == "bob")
        #expect(
            whole?.sentence == "Fair over the whole call: the server called the connection of bob fair on average"
                + known)
    }

    @Test("a room in one sentence")
    func sentences() {
        #expect(sentence([], wasAnybodyHere: false) == "Nobody is here yet.")
        #expect(sentence([]) == "Nobody is here any more.")
        #expect(sentence([unknown("a"), unknown("b")]) == "Too little measured to judge yet.")
        #expect(sentence([good("a")]) == "All fine.")
        #expect(sentence([good("a"), good("b"), unknown("c")]) == "All fine, as far as measured: 2 of 3 participants.")
        #expect(sentence([good("a"), unknown("b")]) == "Too little measured to judge yet.")
        #expect(
            sentence([good("alice"), bad("carol"), good("bob")])
                == "Fair: carol's upload loses packets (4.2 % for 40 s). Everyone else is fine.")
        #expect(sentence([bad("carol")]) == "Fair: carol's upload loses packets (4.2 % for 40 s).")
        #expect(
            sentence([bad("carol"), unknown("bob")])
                == "Fair: carol's upload loses packets (4.2 % for 40 s). Of 1 too little is measured.")
        #expect(
            sentence([bad("carol"), bad("bob", .poor, .roundTripTime, .uplink, 412.4), good("a"), unknown("d")])
                == "Poor: bob's packets are long under way (412 ms for 40 s). 1 other is not fine either, 1 is fine, "
                + "of 1 too little is measured.")
        #expect(
            sentence([bad("a"), bad("b", .poor, .packetLoss, .downlink, 12), bad("c")])
                == "Poor: everybody is affected, b most: download loses packets (12.0 % for 40 s). "
                + "Look at the server or its network first.")
        #expect(
            sentence([bad("a"), bad("b", .poor, .packetLoss, .downlink, 12)])
                == "Poor: b's download loses packets (12.0 % for 40 s). 1 other is not fine either.")
    }

    @Test("a room that is over, in one sentence")
    func pastSentences() {
        func sentence(_ all: [Judged]) -> String { Verdict(onWholeCall: all).sentence }
        #expect(sentence([]) == "Nobody was here.")
        #expect(sentence([unknown("a"), unknown("b")]) == "Too little measured to judge.")
        #expect(sentence([good("a")]) == "All fine over the whole call.")
        #expect(
            sentence([good("a"), good("b"), unknown("c")])
                == "All fine over the whole call, as far as measured: 2 of 3 participants.")
        #expect(
            sentence([good("alice"), bad("carol", since: nil), good("bob")])
                == "Fair over the whole call: carol's upload lost packets (4.2 %). Everyone else was fine.")
        #expect(
            sentence([
                bad("carol", since: nil), bad("bob", .poor, .roundTripTime, .uplink, 412.4, since: nil), good("a"),
                unknown("d"),
            ])
                == "Poor over the whole call: bob's packets were long under way (412 ms). 1 other was not fine either, "
                + "1 was fine, of 1 too little was measured.")
        #expect(
            sentence([
                bad("a", since: nil), bad("b", .poor, .packetLoss, .downlink, 12, since: nil), bad("c", since: nil),
            ])
                == "Poor over the whole call: everybody was affected, b most: download lost packets (12.0 %). "
                + "Look at the server or its network first.")
    }

    @Test("a whole call is judged by each metric over all of it, and not at all where there is too little of it")
    func wholeCall() {
        func judge(lost: Double, jitter: Double = 1, seconds: Double = 100, packets: Double = 10_000) -> Judgement {
            var sums = JudgedSums()
            sums.set(.lossSent, lost, packets)
            sums.set(.jitterReceived, jitter * seconds, seconds)
            sums.set(covered: seconds)
            return Judgement(over: sums, VerdictThresholds())
        }
        #expect(judge(lost: 10) == Judgement(level: .good))
        #expect(
            judge(lost: 200)
                == Judgement(level: .fair, cause: .init(metric: .packetLoss, direction: .uplink, value: 2)))
        #expect(
            judge(lost: 200, jitter: 120)
                == Judgement(level: .poor, cause: .init(metric: .jitter, direction: .downlink, value: 120)))
        #expect(judge(lost: 200, seconds: 9.9) == Judgement(level: .unknown))
        #expect(judge(lost: 200, packets: 499) == Judgement(level: .unknown))
    }

    @Test(
        "each cause has its own words",
        arguments: [
            (.packetLoss, .uplink, 6.25, "upload loses packets", "6.3 %"),
            (.packetLoss, .downlink, 100, "download loses packets", "100.0 %"),
            (.roundTripTime, .uplink, 320.4, "packets are long under way", "320 ms"),
            (.jitter, .uplink, 45, "upload comes in bursts", "45 ms"),
            (.jitter, .downlink, 45, "download comes in bursts", "45 ms"),
            (.frameRate, .uplink, 8, "video has few frames", "8.0 frames/s"),
            (.bandwidthLimited, .uplink, 45, "connection is too slow for the video", "45 % of the time"),
            (.cpuLimited, .uplink, 45, "computer cannot keep up with the video", "45 % of the time"),
            (.frozen, .downlink, 12, "received video stands still", "12 % of the time"),
            (.concealedAudio, .downlink, 2.04, "received sound has gaps", "2.0 %"),
            (.jitter, .downlink, .infinity, "download comes in bursts", "1000000000 ms"),
            (.jitter, .downlink, .nan, "download comes in bursts", "0 ms"),
        ] as [(VerdictMetric, Direction, Double, String, String)])
    func words(metric: VerdictMetric, direction: Direction, value: Double, text: String, valueText: String) {
        let cause = Judgement.Cause(metric: metric, direction: direction, value: value)
        #expect(cause.text == text)
        #expect(cause.valueText == valueText)
    }

    @Test("durations are told in the unit that people would use")
    func durations() {
        func told(_ seconds: Double) -> String {
            Verdict(on: [bad("a", .fair, .cpuLimited, since: 0)], wasAnybodyHere: true, at: seconds * 1000).sentence
        }
        #expect(told(119) == "Fair: a's computer cannot keep up with the video (4 % of the time, for 119 s).")
        #expect(told(121) == "Fair: a's computer cannot keep up with the video (4 % of the time, for 2 min).")
        #expect(told(7201) == "Fair: a's computer cannot keep up with the video (4 % of the time, for 2 h).")
        #expect(sentence([bad("a", since: nil)]) == "Fair: a's upload loses packets (4.2 %).")
    }

    @Test("a long identity is cut, a short one is told as it is")
    func longIdentities() {
        let long = String(repeating: "é", count: 10_000)
        let verdict = Verdict(on: [bad(long)], wasAnybodyHere: true, at: 0)
        #expect(verdict.sentence.hasPrefix("Fair: " + String(repeating: "é", count: 40) + "…'s upload"))
        #expect(verdict.identity == long)
        let stacked = "a" + String(repeating: "\u{301}", count: 1000)
        #expect(sentence([bad(stacked)]).unicodeScalars.count < 120)
        let exact = String(repeating: "x", count: 40)
        #expect(sentence([bad(exact)]).hasPrefix("Fair: \(exact)'s"))
    }

    @Test("the order in which participants are given makes no difference", arguments: 0..<20 as Range<UInt64>)
    func orderMakesNoDifference(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var present: [Judged] = []
        for number in 0..<(1 + Int(generator.next() % 9)) {
            switch generator.next() % 4 {
            case 0: present.append(good("p\(number)"))
            case 1: present.append(unknown("p\(number)"))
            default:
                let level: VerdictLevel = generator.next() % 2 == 0 ? .fair : .poor
                let metric = VerdictMetric.allCases[Int(generator.next() % 8)]
                present.append(bad("p\(number)", level, metric, .uplink, Double(generator.next() % 400)))
            }
        }
        let verdict = Verdict(on: present, wasAnybodyHere: true, at: 0)
        for _ in 0..<10 {
            present.shuffle(using: &generator)
            #expect(Verdict(on: present, wasAnybodyHere: true, at: 0) == verdict)
        }
    }
}
