import Dispatch
import Synchronization
import Testing

@testable import Recordings

@Suite struct TurnsTests {
    @Test("threads that come in any order have their turns in the order of their numbers", arguments: [1, 2, 5])
    func order(threads: Int) {
        let turns = Turns(count: 2 * threads)
        let nextNumber = Mutex(0)
        let order = Mutex<[Int]>([])
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            while true {
                let number = nextNumber.withLock { next in
                    defer { next += 1 }
                    return next
                }
                guard number < 1_000 else { return }
                turns.wait(for: number)
                order.withLock { $0.append(number) }
                turns.pass(from: number)
            }
        }
        #expect(order.withLock { $0 } == Array(0..<1_000))
    }

    @Test("a turn is taken once, and not before it comes")
    func once() {
        let turns = Turns(count: 3)
        #expect(!turns.hasCome(for: 1))
        #expect(turns.hasCome(for: 0))
        #expect(!turns.hasCome(for: 0))
        turns.pass(from: 0)
        #expect(!turns.hasCome(for: 2))
        #expect(turns.hasCome(for: 1))
        turns.pass(from: 1)
        turns.pass(from: 2)
        #expect(turns.hasCome(for: 3) && turns.hasCome(for: 2))
    }
}
