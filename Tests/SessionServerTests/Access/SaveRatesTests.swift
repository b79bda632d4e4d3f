import Testing

@testable import SessionServer

@Suite struct SaveRatesTests {
    @Test("a bucket gives its burst, then so many a second")
    func rate() {
        var limits = SessionLimits()
        limits.savesPerSecond = 4
        limits.saveBurst = 2
        let rates = SaveRates(limits: limits)
        #expect(rates.take("a", now: 0) == nil)
        #expect(rates.take("a", now: 0) == nil)
        #expect(rates.take("a", now: 0) == 0.25)
        #expect(rates.take("b", now: 0) == nil)
        #expect(rates.take("a", now: 0.25) == nil)
        #expect(rates.take("a", now: 0.25) == 0.25)
        // Time that goes back gives nothing.
        #expect(rates.take("a", now: 0) != nil)
    }

    @Test("a composed and a decomposed é are two users")
    func twins() {
        var limits = SessionLimits()
        limits.saveBurst = 1
        let rates = SaveRates(limits: limits)
        #expect(rates.take("jos\u{E9}", now: 0) == nil)
        #expect(rates.take("jose\u{301}", now: 0) == nil)
        #expect(rates.take("jos\u{E9}", now: 0) != nil)
    }

    @Test("the users that are counted are bounded, and a flood of names helps nobody who was held back just now")
    func bounded() {
        var limits = SessionLimits()
        limits.countedUsers = 100
        limits.saveBurst = 1
        limits.savesPerSecond = 0.1
        let rates = SaveRates(limits: limits)
        for number in 0..<1_000 {
            #expect(rates.take("user\(number)", now: Double(number) * 0.001) == nil)
        }
        #expect(rates.take("user999", now: 1) != nil)
    }
}
