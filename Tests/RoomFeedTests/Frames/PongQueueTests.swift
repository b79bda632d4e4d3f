import Testing

@testable import RoomFeed

@Suite struct PongQueueTests {
    @Test func `answers go in the order of the pings, and the oldest give way`() {
        var queue = PongQueue(limit: 2)
        #expect(queue.isEmpty)
        let dropped = [[1], [2], [3]].map { queue.append($0) }
        #expect(dropped == [false, false, true])
        let answers = [queue.popFirst(), queue.popFirst(), queue.popFirst()]
        #expect(answers == [[2], [3], nil])
        #expect(queue.isEmpty)
    }
}
