/// Messages that wait for the socket, within bounds; the newest is refused when there is no room.
struct SendQueue {
    struct Message: Sendable {
        var bytes: [UInt8]
        var isBinary: Bool
    }

    let byteLimit: Int
    let messageLimit: Int
    private var messages: [Message] = []
    private var head = 0
    private var byteCount = 0

    init(byteLimit: Int, messageLimit: Int) {
        self.byteLimit = byteLimit
        self.messageLimit = messageLimit
    }

    var count: Int { messages.count - head }
    var isEmpty: Bool { count == 0 }

    /// - Returns: whether there was room.
    mutating func append(_ message: Message) -> Bool {
        guard count < messageLimit, message.bytes.count <= byteLimit - byteCount else { return false }
        messages.append(message)
        byteCount += message.bytes.count
        return true
    }

    mutating func popFirst() -> Message? {
        guard head < messages.count else { return nil }
        let message = messages[head]
        messages[head].bytes = []
        head += 1
        byteCount -= message.bytes.count
        if head == messages.count || head > 256 {
            messages.removeFirst(head)
            head = 0
        }
        return message
    }

    /// - Returns: how many messages were thrown away.
    mutating func removeAll() -> Int {
        defer {
            messages = []
            (head, byteCount) = (0, 0)
        }
        return count
    }
}
