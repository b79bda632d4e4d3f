import Testing

@testable import Vitals

@Suite struct RecentLossTests {
    private func loss(_ lost: Double, of expected: Double, intervals: UInt64) -> PacketLoss {
        var loss = PacketLoss()
        loss.lost = lost
        loss.expected = expected
        loss.intervals = intervals
        return loss
    }

    @Test("what was lost half a minute ago no longer counts, and what was not measured is unknown")
    func looksBackHalfAMinute() {
        var recent = RecentLoss()
        #expect(recent.percentage == nil)
        for second in 0...43 {
            // Ten of a hundred packets a second are lost for ten seconds, then none.
            recent.observe(
                loss(Double(min(second, 10)) * 10, of: Double(second) * 100, intervals: UInt64(second)),
                at: Double(second) * 1000, lookingBack: 30)
            if second == 10 { #expect(recent.percentage == 10) }
            if second == 20 { #expect(recent.percentage == 5) }
        }
        #expect(recent.percentage == 0)
        for second in 44...80 {
            recent.observe(loss(100, of: 4300, intervals: 43), at: Double(second) * 1000, lookingBack: 30)
        }
        #expect(recent.percentage == nil)
    }

    @Test("packets that are found again do not make a share negative, and fallen counts begin anew")
    func oddCounts() {
        var recent = RecentLoss()
        recent.observe(loss(50, of: 1000, intervals: 10), at: 0, lookingBack: 30)
        recent.observe(loss(40, of: 1100, intervals: 11), at: 1000, lookingBack: 30)
        #expect(recent.percentage == 0)
        recent.observe(loss(1, of: 10, intervals: 1), at: 2000, lookingBack: 30)
        #expect(recent.percentage == nil)
    }
}
