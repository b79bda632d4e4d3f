import Dispatch
import Synchronization

/// What the engine has for one room, until the room's thread takes it.
///
/// Bounded: beyond `maxItems` or `maxBytes` packets of data are let go and counted; everything else is about the room itself,
/// comes seldom, and is kept.
final class EngineInbox: Sendable {
    static let maxItems = 16_384
    static let maxBytes = 16 << 20

    private struct Queue {
        var items: [EngineItem] = []
        var bytes = 0
        var dropped: UInt64 = 0
    }

    private let queue = Mutex(Queue())
    private let filled = DispatchSemaphore(value: 0)

    /// Packets of data that were let go.
    var dropped: UInt64 { queue.withLock { $0.dropped } }

    func put(_ item: EngineItem) {
        let isKept = queue.withLock { queue in
            if case .data = item, queue.items.count >= Self.maxItems || queue.bytes + item.bytes > Self.maxBytes {
                queue.dropped += 1
                return false
            }
            queue.items.append(item)
            queue.bytes += item.bytes
            return true
        }
        if isKept { filled.signal() }
    }

    /// Has whoever waits look around.
    func wake() { filled.signal() }

    /// All that there is, after at most `timeout`.
    func take(timeout: DispatchTime) -> [EngineItem] {
        _ = filled.wait(timeout: timeout)
        return queue.withLock { queue in
            defer { queue = Queue(dropped: queue.dropped) }
            return queue.items
        }
    }
}
