import NIOCore
import Synchronization

/// One view of a room together with its texts, each made when first asked for and then shared by all who ask.
package final class RoomSnapshot: Sendable {
    package let view: RoomView
    /// The point that this view added to the history; `nil` where the last one was too near.
    package let point: RoomPoint?
    let run: String
    let roomText = Once<ByteBuffer>()
    private let isAskedForRoom = Atomic<Bool>(false)
    let eventText = Once<ByteBuffer>()
    let metricsText = Once<ByteBuffer>()
    /// By the number of participants; at most as many as may be asked for.
    private let historyTexts = Mutex<[Int: Once<ByteBuffer>]>([:])

    init(_ view: RoomView, point: RoomPoint?, run: String) {
        self.view = view
        self.point = point
        self.run = run
    }

    /// Names this snapshot among all of all runs: `"<run>-<snapshot>"`, for entity tags and event ids.
    package var id: String { "\(run)-\(view.snapshot)" }

    /// Whether anybody has asked for the room's object.
    var isRead: Bool { isAskedForRoom.load(ordering: .relaxed) }

    func noteReader() { isAskedForRoom.store(true, ordering: .relaxed) }

    func historyText(_ participants: Int) -> Once<ByteBuffer> {
        historyTexts.withLock { texts in
            if let text = texts[participants] { return text }
            let text = Once<ByteBuffer>()
            texts[participants] = text
            return text
        }
    }
}
