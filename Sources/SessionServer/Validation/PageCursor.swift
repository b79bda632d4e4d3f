import RoomAccess
import SessionRecords
import SessionStore

/// Where a page of sessions begins, as clients hand it back: a text whose inside is nobody's but this program's.
enum PageCursor {
    static func text(_ position: SessionPosition) -> String {
        let inside = "1.\(Int(position.startTime)).\(position.sessionID)"
        return String(decoding: Base64URL.encode(inside.utf8), as: UTF8.self)
    }

    /// `nil` for anything that `text` did not make.
    static func position(_ text: String) -> SessionPosition? {
        guard text.utf8.count <= 128, let bytes = Base64URL.decode(Array(text.utf8)) else { return nil }
        let parts = String(decoding: bytes, as: UTF8.self).split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "1", let time = Int(parts[1]), (0...253_402_300_799_999).contains(time),
            let id = UUIDText(parts[2])
        else { return nil }
        let position = SessionPosition(startTime: Double(time), sessionID: id)
        // One spelling only.
        return self.text(position) == text ? position : nil
    }
}
