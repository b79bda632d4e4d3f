import SessionRecords
import SessionStore

/// Where a page of sessions begins, as clients hand it back. It is a place in an order, and gives no right to anything.
enum PageCursor {
    static func text(_ position: SessionPosition) -> String { "\(Int(position.startTime))_\(position.sessionID)" }

    /// `nil` for anything that `text` could not have made.
    static func position(_ text: String) -> SessionPosition? {
        let parts = text.split(separator: "_", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count <= 15, let time = Int(parts[0]), let id = UUIDText(parts[1]) else {
            return nil
        }
        let position = SessionPosition(startTime: Double(time), sessionID: id)
        // One spelling only.
        return time >= 0 && self.text(position) == text ? position : nil
    }
}
