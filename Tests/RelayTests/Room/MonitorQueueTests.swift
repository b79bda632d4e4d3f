import TestSupport
import Testing

@testable import Relay

@Suite struct MonitorQueueTests {
    private func drained(_ queue: inout MonitorQueue<String>) -> [String] {
        var texts: [String] = []
        while let next = queue.next() {
            switch next {
            case .message(let text): texts.append(text)
            case .gap(let count): texts.append("gap \(count)")
            }
        }
        return texts
    }

    @Test func orderIsKeptBetweenStatsAndOthers() {
        var queue = MonitorQueue<String>(maxMessages: 10, maxBytes: 100)
        for text in ["s1", "o1", "o2", "s2", "s3", "o3"] {
            #expect(queue.append(text, bytes: 1, isStats: text.hasPrefix("s")) == 0)
        }
        #expect(queue.count == 6 && queue.bytes == 6)
        #expect(drained(&queue) == ["s1", "o1", "o2", "s2", "s3", "o3"])
        #expect(queue.isEmpty && queue.bytes == 0)
    }

    @Test func theOldestStatsGoFirstAndTheGapIsTold() {
        var queue = MonitorQueue<String>(maxMessages: 3, maxBytes: 100)
        let drops = ["s1", "o1", "s2", "s3", "o2", "s4"].map { queue.append($0, bytes: 1, isStats: $0.hasPrefix("s")) }
        #expect(drops == [0, 0, 0, 1, 1, 1])
        #expect(!queue.isOverfull)
        #expect(drained(&queue) == ["gap 3", "o1", "o2", "s4"])
    }

    @Test func bytesCountToo() {
        var queue = MonitorQueue<String>(maxMessages: 100, maxBytes: 10)
        #expect(queue.append("s1", bytes: 4, isStats: true) == 0)
        #expect(queue.append("s2", bytes: 4, isStats: true) == 0)
        #expect(queue.append("o1", bytes: 6, isStats: false) == 1)
        #expect(queue.bytes == 10)
        // One that is larger than the whole queue drops all stats and itself.
        #expect(queue.append("s3", bytes: 11, isStats: true) == 2)
        #expect(drained(&queue) == ["gap 3", "o1"])
    }

    @Test func aQueueFullOfOthersIsLost() {
        var queue = MonitorQueue<String>(maxMessages: 2, maxBytes: 100)
        _ = queue.append("o1", bytes: 1, isStats: false)
        _ = queue.append("o2", bytes: 1, isStats: false)
        #expect(queue.append("s1", bytes: 1, isStats: true) == 1)
        #expect(!queue.isOverfull)
        _ = queue.append("o3", bytes: 1, isStats: false)
        #expect(queue.isOverfull)
    }

    @Test func aGapIsToldOnceEvenWhenNothingElseWaits() {
        var queue = MonitorQueue<String>(maxMessages: 0, maxBytes: 100)
        _ = queue.append("s1", bytes: 1, isStats: true)
        #expect(!queue.isEmpty)
        #expect(drained(&queue) == ["gap 1"])
        #expect(queue.isEmpty)
    }

    /// Whatever comes in: others come out whole and in order, stats in order, and every missing one is accounted for.
    @Test func nothingIsLostUnsaid() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<200 {
            var queue = MonitorQueue<String>(maxMessages: Int.random(in: 1...8, using: &random), maxBytes: 40)
            var sent: [String] = []
            var received: [String] = []
            var told: UInt64 = 0
            for number in 0..<100 where !queue.isOverfull {
                let isStats = Int.random(in: 0..<4, using: &random) > 0
                let text = "\(isStats ? "s" : "o")\(number)"
                sent.append(text)
                _ = queue.append(text, bytes: Int.random(in: 1...20, using: &random), isStats: isStats)
                guard Bool.random(using: &random) || queue.isOverfull else { continue }
                while Bool.random(using: &random) || queue.isOverfull, let next = queue.next() {
                    switch next {
                    case .message(let text): received.append(text)
                    case .gap(let count): told += count
                    }
                }
            }
            while let next = queue.next() {
                switch next {
                case .message(let text): received.append(text)
                case .gap(let count): told += count
                }
            }
            #expect(received.filter { $0.hasPrefix("o") } == sent.filter { $0.hasPrefix("o") })
            #expect(sent.filter(Set(received).contains) == received)
            #expect(sent.count - received.count == Int(told))
        }
    }
}
