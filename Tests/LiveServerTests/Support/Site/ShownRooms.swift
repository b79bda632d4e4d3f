@testable import LiveServer

/// Rooms in the states that a room can be in.
struct ShownRooms {
    /// Talks on when it is told to.
    let live: LiveRoom
    private(set) var talk = TalkingRoom([("alice", 0), ("bob", 0.03), ("carol", 0.1), ("dave ü <b>", 0)])
    let ended: LiveRoom
    /// Ended too: six who sent and received all kinds of media.
    let lifelike: LiveRoom

    static let sessionID = "f47ac10b-58cc-4372-a567-0e02b2c3d479"

    /// Shows them on a site, the live one half a minute after it began.
    init(on shown: ShownSite) throws {
        ended = shown.site.show("ended")
        lifelike = shown.site.show("lifelike")
        live = shown.site.show("live")
        var over = TalkingRoom([("alice", 0.2)])
        shown.follow(&over, in: ended, seconds: 5)
        shown.end(over, in: ended)
        ended.tell(SaveReport(.failed, sessionID: Self.sessionID, text: "Failed to save session: <b>HTTP 503</b>"))
        shown.site.tick()
        var health = BotHealth()
        health.refusedMessages = [("not_json", 3)]
        let session = try FoldedRooms.session(participants: 6, count: 600)
        lifelike.publish(
            RoomSample(
                session: session, state: .ended, endReason: "interrupted", health: health, takenAt: shown.clock.now))
        shown.follow(&talk, in: live, seconds: 30)
    }

    /// A second goes by in the live room.
    mutating func goOn(on shown: ShownSite) {
        shown.follow(&talk, in: live, seconds: 1)
    }

    /// Shows rooms that are not ready: one that is waited for, and one that lost its connection, where names are hostile.
    static func addUnready(to shown: ShownSite) -> LiveRoom {
        _ = shown.site.show("waiting")
        let hostile = shown.site.show("<img src=x onerror=alert(1)>\r\n\u{202E}/")
        var crowd = TalkingRoom(HostileNames.all.filter { !$0.isEmpty }.map { ($0, 0) })
        shown.follow(&crowd, in: hostile, seconds: 2, state: .reconnecting)
        return hostile
    }
}
