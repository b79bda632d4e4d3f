import Testing

@testable import LiveKitAPI

@Suite struct SeenEventsTests {
    @Test("an id is new once, until its token's end")
    func once() {
        var seen = SeenEvents()
        let first = seen.take("a", until: 100, now: 0)
        let again = seen.take("a", until: 100, now: 99)
        let later = seen.take("a", until: 300, now: 101)
        #expect(first && !again && later)
        #expect(seen.forgotten == 0)
    }

    @Test("keeps a bounded number of ids, forgets the oldest, and counts them")
    func bound() {
        var seen = SeenEvents()
        for number in 0..<SeenEvents.limit + 10 { _ = seen.take("\(number)", until: 1e9, now: 0) }
        #expect(seen.forgotten == 10)
        let oldest = seen.take("0", until: 1e9, now: 0)
        let newest = seen.take("\(SeenEvents.limit + 9)", until: 1e9, now: 0)
        #expect(oldest && !newest)
    }
}
