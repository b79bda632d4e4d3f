import WireText

extension LiveRooms {
    /// The list of rooms.
    ///
    /// - Parameter now: ms since 1970.
    package func listJSON(now: Double) -> [UInt8] {
        let views = all.map(\.view)
        var text = JSONText(capacity: 512 * (views.count + 1))
        text.object {
            $0.member("updated_at", WallTime.rfc3339(now))
            $0.member("rooms", views) { text, view in text.object { view.writeListed(to: &$0) } }
        }
        return text.bytes
    }
}
