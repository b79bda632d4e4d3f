import Testing

@testable import RoomFeed

@Suite struct SendQueueTests {
    private func append(_ size: Int, value: UInt8 = 0, to queue: inout SendQueue) -> Bool {
        queue.append(SendQueue.Message(bytes: Array(repeating: value, count: size), isBinary: false))
    }

    private func drain(_ queue: inout SendQueue) -> [UInt8] {
        var values: [UInt8] = []
        while let message = queue.popFirst() { values += message.bytes }
        return values
    }

    @Test func `messages leave in order`() {
        var queue = SendQueue(byteLimit: 1_000_000, messageLimit: 2000)
        for round in 0..<3 {
            let values = (0..<600).map { UInt8(($0 + round) % 256) }
            for value in values where !append(1, value: value, to: &queue) { Issue.record("\(value) was refused") }
            let left = drain(&queue)
            #expect(left == values)
        }
    }

    @Test func `both limits hold, and room that is freed is room again`() {
        var queue = SendQueue(byteLimit: 10, messageLimit: 2)
        let taken = [11, 10, 1, 0, 0].map { append($0, to: &queue) }
        #expect(taken == [false, true, false, true, false])
        let first = queue.popFirst()
        #expect(first?.bytes.count == 10)
        let again = append(10, to: &queue)
        #expect(again)
        let dropped = queue.removeAll()
        #expect(dropped == 2)
        #expect(queue.isEmpty)
        let anew = append(10, to: &queue)
        #expect(anew)
    }
}
