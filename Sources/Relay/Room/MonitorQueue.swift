import NIOCore

/// Messages that wait for a monitor which reads more slowly than its room talks.
///
/// Bounded in messages and in bytes. When it is full the oldest stats go, never anything else: participants' comings and
/// goings, words and the end of the room are said once only, stats go on rising. The gap is told in a message of its own.
struct MonitorQueue<Message> {
    /// What is to be sent next.
    enum Next {
        case message(Message)
        /// So many stats messages were left out at this point.
        case gap(UInt64)
    }

    private struct Entry {
        var message: Message
        var bytes: Int
        /// The place among all messages of this queue.
        var order: UInt64
    }

    let maxMessages: Int
    let maxBytes: Int

    private var stats = CircularBuffer<Entry>()
    private var others = CircularBuffer<Entry>()
    private var nextOrder: UInt64 = 0
    private(set) var bytes = 0
    private var untoldDrops: UInt64 = 0

    init(maxMessages: Int, maxBytes: Int) {
        self.maxMessages = maxMessages
        self.maxBytes = maxBytes
    }

    var count: Int { stats.count + others.count }
    var isEmpty: Bool { count == 0 && untoldDrops == 0 }

    /// Adds a message, which may be dropped for later ones where it is stats.
    ///
    /// - Returns: how many stats messages, perhaps this one among them, were dropped for it.
    mutating func append(_ message: Message, bytes size: Int, isStats: Bool) -> UInt64 {
        nextOrder &+= 1
        bytes += size
        let entry = Entry(message: message, bytes: size, order: nextOrder)
        if isStats {
            stats.append(entry)
        } else {
            others.append(entry)
        }
        return makeRoom()
    }

    /// Whether the bounds are overstepped although no stats are left: this monitor is lost.
    var isOverfull: Bool { count > maxMessages || bytes > maxBytes }

    /// Takes out what is to be sent next; a gap is told before anything that came after it.
    mutating func next() -> Next? {
        if untoldDrops > 0 {
            defer { untoldDrops = 0 }
            return .gap(untoldDrops)
        }
        let takesStats =
            switch (stats.first, others.first) {
            case (let stats?, let other?): stats.order < other.order
            case (.some, nil): true
            case (nil, _): false
            }
        guard let entry = takesStats ? stats.popFirst() : others.popFirst() else { return nil }
        bytes -= entry.bytes
        return .message(entry.message)
    }

    private mutating func makeRoom() -> UInt64 {
        var dropped: UInt64 = 0
        while isOverfull, let oldest = stats.popFirst() {
            bytes -= oldest.bytes
            dropped += 1
        }
        untoldDrops += dropped
        return dropped
    }
}
