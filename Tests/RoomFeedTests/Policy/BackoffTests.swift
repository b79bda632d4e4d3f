import TestSupport
import Testing

@testable import RoomFeed

/// Draws the greatest value of every range.
struct GreatestGenerator: RandomNumberGenerator {
    mutating func next() -> UInt64 { .max }
}

@Suite struct BackoffTests {
    @Test func `the limit doubles up to the cap`() {
        var backoff = Backoff(initial: .milliseconds(500), factor: 2, cap: .seconds(15))
        var generator = GreatestGenerator()
        let waits = (0..<7).map { _ in backoff.next(using: &generator) }
        #expect(waits == [0.5, 1, 2, 4, 8, 15, 15].map { .milliseconds(Int($0 * 1000)) })
    }

    @Test func `waits spread over all of 0 to the limit`() {
        var generator = SeededGenerator(seed: 1)
        var least = Duration.seconds(60)
        var greatest = Duration.zero
        for _ in 0..<2000 {
            var backoff = Backoff(initial: .seconds(1))
            let wait = backoff.next(using: &generator)
            #expect(wait >= .zero && wait <= .seconds(1))
            least = min(least, wait)
            greatest = max(greatest, wait)
        }
        #expect(least < .milliseconds(20) && greatest > .milliseconds(980))
    }

    @Test func `only a lasting connection begins anew`() {
        var backoff = Backoff(initial: .seconds(1), stableAfter: .seconds(10))
        var generator = GreatestGenerator()
        _ = backoff.next(using: &generator)
        _ = backoff.next(using: &generator)
        backoff.connectionEnded(after: .milliseconds(9_999))
        #expect(backoff.nextLimit == .seconds(4))
        backoff.connectionEnded(after: .seconds(10))
        #expect(backoff.nextLimit == .seconds(1))
    }

    @Test func `a cap below the first wait holds`() {
        var backoff = Backoff(initial: .seconds(60), cap: .seconds(2))
        var generator = GreatestGenerator()
        #expect(backoff.next(using: &generator) == .seconds(2))
        #expect(backoff.next(using: &generator) == .seconds(2))
    }
}
