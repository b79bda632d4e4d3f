@testable import LiveServer

/// Rooms in every state that a room can be in.
struct ShownRooms {
    let live: LiveRoom
    let lifelike: LiveRoom
    let ended: LiveRoom
    let hostile: LiveRoom

    /// What the talking rooms have said; the live one talks on.
    private(set) var talk = TalkingRoom([("alice", 0), ("bob", 0.03), ("carol", 0.1), ("a/ü <b>", 0)])

    /// Shows them on a site, half a minute after they began.
    init(on shown: ShownSite) throws {
        _ = shown.site.show("waiting")
        ended = shown.site.show("ended")
        live = shown.site.show("live")
        lifelike = shown.site.show("lifelike")
        hostile = shown.site.show("<img src=x onerror=alert(1)>\r\n\u{202E}/")
        var over = TalkingRoom([("alice", 0.2)])
        shown.follow(&over, in: ended, seconds: 5)
        shown.end(over, in: ended)
        let session = try FoldedRooms.session(participants: 6, count: 600)
        var health = BotHealth()
        health.refusedMessages = [("not_json", 3)]
        lifelike.publish(RoomSample(session: session, state: .live, health: health, takenAt: shown.clock.now))
        let names = HostileNames.all.filter { !$0.isEmpty }
        var crowd = TalkingRoom(names.map { ($0, 0) })
        shown.follow(&crowd, in: hostile, seconds: 2, state: .reconnecting)
        shown.follow(&talk, in: live, seconds: 30)
    }

    /// A second goes by in the live room.
    mutating func goOn(on shown: ShownSite) {
        shown.follow(&talk, in: live, seconds: 1)
    }
}
