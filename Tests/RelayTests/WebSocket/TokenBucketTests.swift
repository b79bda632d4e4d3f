import Testing

@testable import Relay

@Suite struct TokenBucketTests {
    @Test func theBurstIsFreeAndTheRestIsDebt() {
        var bucket = TokenBucket(perSecond: 10, burst: 3, now: .seconds(5))
        for _ in 0..<3 { bucket.spend(now: .seconds(5)) }
        #expect(bucket.debt == 0)
        for _ in 0..<2 { bucket.spend(now: .seconds(5)) }
        #expect(bucket.debt == 2)
        #expect(bucket.timeUntilLevel == .milliseconds(200))
    }

    @Test func timeFillsItUpToTheBurst() {
        var bucket = TokenBucket(perSecond: 10, burst: 3, now: .zero)
        for _ in 0..<5 { bucket.spend(now: .zero) }
        bucket.spend(now: .milliseconds(300))
        #expect(bucket.debt == 0)
        for _ in 0..<4 { bucket.spend(now: .seconds(1_000)) }
        #expect(bucket.debt == 1)
    }

    @Test func timeThatGoesBackChangesNothing() {
        var bucket = TokenBucket(perSecond: 10, burst: 1, now: .seconds(9))
        bucket.spend(now: .seconds(8))
        bucket.spend(now: .seconds(9))
        #expect(bucket.debt == 1)
    }

    @Test func aRateOfNothingIsNoTrap() {
        var bucket = TokenBucket(perSecond: 0, burst: 0, now: .zero)
        for _ in 0..<2 { bucket.spend(now: .zero) }
        #expect(bucket.timeUntilLevel == .seconds(1_000))
    }
}
