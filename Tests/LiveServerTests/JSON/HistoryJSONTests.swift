import Testing
import VitalsJSON

@testable import LiveServer

@Suite struct HistoryJSONTests {
    private func room(seconds: Int, limits: RoomLimits = RoomLimits()) -> LiveRoom {
        var talk = TalkingRoom([("alice", 0), ("carol", 0.1)])
        let room = LiveRoom(name: "demo", run: "r1", limits: limits)
        room.follow(&talk, seconds: seconds)
        return room
    }

    private func data(_ event: [UInt8]) throws -> JSONValue {
        let line = try #require(event.split(separator: UInt8(ascii: "\n")).last)
        return try parsed(Array(line.dropFirst(6)))
    }

    @Test("a room's history has the worst participants' too, as many as are asked for")
    func history() throws {
        let room = room(seconds: 20)
        let json = try parsed(room.historyJSON(participants: 1))
        #expect(json.keys == ["name", "interval_seconds", "room", "participants"])
        #expect(
            json["room"]?.keys == [
                "time_ms", "video_kbps", "worst_packet_loss_percentage", "round_trip_time_ms",
                "worst_round_trip_time_ms",
            ])
        #expect(json["room"]?["time_ms"]?.elements.count == 20)
        #expect(json["room"]?["video_kbps"]?.elements.first == .null)
        #expect(json["room"]?["video_kbps"]?.elements.last == 1600.0)
        let others = try #require(json["participants"]?.elements)
        #expect(others.map { $0["identity"] } == ["carol"])
        #expect(
            others[0].keys == [
                "identity", "time_ms", "video_kbps", "frames_per_second", "packet_loss_percentage",
                "round_trip_time_ms",
            ])
        #expect(others[0]["packet_loss_percentage"]?.elements.last == 10.0)
        #expect(try parsed(room.historyJSON(participants: 0))["participants"] == .array([]))
        #expect(try parsed(room.historyJSON(participants: 1000))["participants"]?.elements.count == 2)
    }

    @Test("a participant's own history; none for a stranger")
    func participantHistory() throws {
        let room = room(seconds: 5)
        let json = try parsed(try #require(room.participantHistoryJSON("alice")))
        #expect(json["identity"] == "alice")
        #expect(json["frames_per_second"]?.elements == [nil, 30.0, 30.0, 30.0, 30.0])
        #expect(room.participantHistoryJSON("stranger") == nil)
    }

    @Test("who came since the last point has an empty history, unless there is no room for one", arguments: [3, 2])
    func newcomer(lanes: Int) throws {
        var limits = RoomLimits()
        limits.historyDistance = 1500
        limits.historyParticipants = lanes
        var talk = TalkingRoom([("alice", 0), ("carol", 0)])
        let room = LiveRoom(name: "demo", run: "r1", limits: limits)
        room.follow(&talk, seconds: 3)
        talk.people.append(("dave", 0))
        room.follow(&talk, seconds: 1, from: 3)
        #expect(room.snapshot.view.participant("dave") != nil)
        let json = try parsed(try #require(room.participantHistoryJSON("dave")))
        #expect(json["identity"] == "dave")
        #expect(json["time_ms"] == .array([]) && json["video_kbps"] == .array([]))
        room.follow(&talk, seconds: 1, from: 4)
        let later = try room.participantHistoryJSON("dave").map { try parsed($0) }
        #expect(later?["time_ms"]?.elements.count == (lanes == 3 ? 1 : nil))
    }

    @Test(
        "a reader gets what it missed, or everything where its last event cannot be told",
        arguments: [
            ("r1-7", 3), ("r1-10", 0), ("r1-9", 1), (nil, 6), ("", 6), ("r1-", 6), ("r1-11", 6), ("r2-7", 6),
            ("r1-2", 6), ("r1--7", 6), ("r1-7 ", 6), ("r1-99999999999999999999999", 6), ("r1-0x7", 6), ("7", 6),
        ] as [(String?, Int)])
    func resume(lastEventID: String?, points: Int) throws {
        var limits = RoomLimits()
        limits.historyPoints = 6
        let room = room(seconds: 10, limits: limits)
        let event = room.historyEvent(after: lastEventID, at: room.snapshot)
        #expect(String(decoding: event, as: UTF8.self).hasPrefix("event: history\nid: r1-10\ndata: {"))
        let json = try data(event)
        #expect(json["room"]?["time_ms"]?.elements.count == points)
        #expect(json["room"]?["video_kbps"]?.elements.count == points)
    }

    @Test(
        "a point that came behind the snapshot is left to its own",
        arguments: [(nil, 3), ("r1-2", 1), ("r1-3", 0)] as [(String?, Int)])
    func newerPoint(lastEventID: String?, points: Int) throws {
        var talk = TalkingRoom([("alice", 0)])
        let room = LiveRoom(name: "demo", run: "r1")
        room.follow(&talk, seconds: 3)
        let snapshot = room.snapshot
        room.follow(&talk, seconds: 2, from: 3)
        let json = try data(room.historyEvent(after: lastEventID, at: snapshot))
        #expect(json["room"]?["time_ms"]?.elements.count == points)
        #expect(json["room"]?["video_kbps"]?.elements.count == points)
    }
}
