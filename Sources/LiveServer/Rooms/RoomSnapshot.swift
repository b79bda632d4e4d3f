import Synchronization

/// One view of a room together with its texts, each made when first asked for and then shared by all who ask.
package final class RoomSnapshot: Sendable {
    package let view: RoomView
    /// The point that this view added to the history; `nil` where the last one was too near.
    package let point: RoomPoint?
    let run: String
    let roomText = Once<[UInt8]>()
    let eventText = Once<[UInt8]>()
    let metricsText = Once<[UInt8]>()
    /// By the number of participants; at most as many as may be asked for.
    private let historyTexts = Mutex<[Int: Once<[UInt8]>]>([:])

    init(_ view: RoomView, point: RoomPoint?, run: String) {
        self.view = view
        self.point = point
        self.run = run
    }

    /// Names this snapshot among all of all runs: `"<run>-<snapshot>"`, for entity tags and event ids.
    package var id: String { "\(run)-\(view.snapshot)" }

    func historyText(_ participants: Int) -> Once<[UInt8]> {
        historyTexts.withLock { texts in
            if let text = texts[participants] { return text }
            let text = Once<[UInt8]>()
            texts[participants] = text
            return text
        }
    }
}
