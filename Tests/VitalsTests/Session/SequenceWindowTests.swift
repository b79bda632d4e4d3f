import TestSupport
import Testing

@testable import Vitals

@Suite struct SequenceWindowTests {
    @Test("a resend is dropped, a hole is counted until it is filled")
    func resendsAndHoles() {
        var window = SequenceWindow()
        #expect(window.take(1, timestamp: 100) == .new)
        #expect(window.take(2, timestamp: 200) == .new)
        #expect(window.take(2, timestamp: 200) == .duplicate)
        #expect(window.take(5, timestamp: 500) == .new)
        #expect(window.holes == 2)
        #expect(window.take(3, timestamp: 300) == .new)
        #expect(window.holes == 1)
        #expect(window.take(3, timestamp: 300) == .duplicate)
        #expect(window.take(1, timestamp: 100) == .duplicate)
    }

    @Test("a sender that begins to count anew is heard")
    func aReloadedPageIsHeard() {
        var window = SequenceWindow()
        for number in 1...10 as ClosedRange<UInt64> { _ = window.take(number, timestamp: Double(number)) }
        #expect(window.take(1, timestamp: 50) == .new)
        #expect(window.take(2, timestamp: 51) == .new)
        #expect(window.take(2, timestamp: 51) == .duplicate)
        #expect(window.holes == 0)
    }

    @Test("further numbers under the newest time go on with a report, and come again as often as others do")
    func parts() {
        var window = SequenceWindow()
        #expect(window.take(1, timestamp: 100) == .new)
        #expect(window.take(2, timestamp: 100) == .continued)
        #expect(window.take(4, timestamp: 100) == .continued)
        #expect(window.take(2, timestamp: 100) == .duplicate)
        #expect(window.take(3, timestamp: 100) == .continued)
        #expect(window.take(5, timestamp: 200) == .new)
        #expect(window.take(4, timestamp: 100) == .duplicate)
        #expect(window.holes == 0)
        // A page that was loaded again, and begins with parts.
        #expect(window.take(1, timestamp: 300) == .new)
        #expect(window.take(2, timestamp: 300) == .continued)
    }

    @Test("messages without a time are reports of their own")
    func withoutTime() {
        var window = SequenceWindow()
        #expect(window.take(1, timestamp: 0) == .new)
        #expect(window.take(2, timestamp: 0) == .new)
    }

    @Test("leaps of any size neither trap nor lose the newest", arguments: [63, 64, 65, 1 << 40, UInt64.max - 1])
    func leaps(step: UInt64) {
        var window = SequenceWindow()
        _ = window.take(1, timestamp: 1)
        #expect(window.take(1 + step, timestamp: 2) == .new)
        #expect(window.take(1 + step, timestamp: 2) == .duplicate)
        #expect(window.holes == (step > SequenceWindow.longestLeap ? 0 : step - 1))
        #expect(window.take(1, timestamp: 1) == .duplicate)
    }

    @Test("any order and number of resends hears each report once", arguments: 0..<20)
    func anyOrder(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var window = SequenceWindow()
        var heard: [UInt64: Int] = [:]
        var order = (1...200 as ClosedRange<UInt64>).flatMap {
            Array(repeating: $0, count: Int.random(in: 1...3, using: &generator))
        }
        for place in order.indices.dropLast(20).dropFirst() where generator.unit() < 0.5 {
            order.swapAt(place, place + Int.random(in: 0...8, using: &generator))
        }
        // The first to come is the first of all, or what comes before it would count as long past.
        order.insert(1, at: 0)
        for number in order where window.take(number, timestamp: Double(number)) == .new {
            heard[number, default: 0] += 1
        }
        #expect(heard.count == 200)
        #expect(heard.values.allSatisfy { $0 == 1 })
        #expect(window.holes == 0)
    }

    @Test("a number far ahead is a new beginning, and no count of holes overflows")
    func farAhead() {
        var window = SequenceWindow()
        var time = 0.0
        for _ in 0..<10_000 {
            time += 1
            #expect(window.take(0, timestamp: time) == .new)
            #expect(window.take(1 << 53, timestamp: time) == .new)
        }
        #expect(window.holes == 0)
        #expect(window.take(.max, timestamp: time) == .new)
        #expect(window.holes == 0)
    }
}
