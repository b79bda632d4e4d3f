import TestSupport
import Testing

@testable import SessionStore

@Suite struct FairQueueTests {
    @Test("owners have their turns one after the other, each with its oldest task")
    func turns() {
        var queue = FairQueue<String, Int>(limit: 10, runningLimit: 5)
        for number in 1...4 { #expect(queue.add(number, of: "greedy") == .ready) }
        #expect(queue.add(5, of: "alice") == .ready)
        #expect(queue.add(6, of: nil) == .ready)
        #expect(queue.add(7, of: "alice") == .ready)
        var order: [Int] = []
        while let next = queue.begin() { order.append(next.work) }
        #expect(order == [1, 5, 6, 2, 7, 3, 4])
    }

    @Test("each owner has a bound, and all together; nobody in particular has but the second")
    func bounds() {
        var queue = FairQueue<String, Int>(limit: 6, runningLimit: 1)
        #expect(queue.add(1, of: "a", atMost: 2) == .ready)
        #expect(queue.add(2, of: "a", atMost: 2) == .waiting)
        #expect(queue.add(3, of: "a", atMost: 2) == .ownerIsFull)
        for number in 0..<4 { #expect(queue.add(number, of: nil, atMost: 2) == .ready) }
        #expect(queue.add(9, of: nil) == .full)
        #expect(queue.add(9, of: "b") == .full)
        // One at work is not one that waits.
        let first = queue.begin()
        #expect(first?.work == 1)
        #expect(queue.add(4, of: "a", atMost: 2) == .waiting)
        #expect(queue.add(5, of: "a", atMost: 2) == .ownerIsFull)
    }

    @Test("who has as many at work as it may have waits, and nobody else", arguments: 0..<200 as Range<UInt64>)
    func law(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let runningLimit = Int.random(in: 1...3, using: &random)
        var queue = FairQueue<Int, Int>(limit: 40, runningLimit: runningLimit)
        // What a semaphore would hold: the tasks that may begin.
        var ready = 0
        var (running, waiting) = ([Int?: Int](), [Int?: [Int]]())
        var atWork: [Int?] = []
        for number in 0..<500 {
            let owner = Int.random(in: 0..<5, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0:
                let who: Int? = owner == 0 ? nil : owner
                let addition = queue.add(number, of: who, atMost: 8)
                if addition == .ready { ready += 1 }
                if addition == .ready || addition == .waiting { waiting[who, default: []].append(number) }
            case 1 where ready > 0:
                guard let begun = queue.begin() else {
                    Issue.record("nothing may begin where something may")
                    return
                }
                ready -= 1
                #expect(waiting[begun.owner]?.removeFirst() == begun.work)
                running[begun.owner, default: 0] += 1
                #expect(begun.owner == nil || running[begun.owner, default: 0] <= runningLimit)
                atWork.append(begun.owner)
            case 2 where !atWork.isEmpty:
                let done = atWork.remove(at: Int.random(in: atWork.indices, using: &random))
                running[done, default: 0] -= 1
                if queue.end(of: done) { ready += 1 }
            default: break
            }
            let expected = waiting.reduce(0) { sum, line in
                sum
                    + (line.key == nil
                        ? line.value.count
                        : min(line.value.count, runningLimit - running[line.key, default: 0]))
            }
            #expect(ready == expected)
        }
    }
}
