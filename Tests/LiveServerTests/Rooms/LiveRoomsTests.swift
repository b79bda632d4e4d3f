import Testing
import Vitals
import VitalsJSON

@testable import LiveServer

@Suite struct LiveRoomsTests {
    private func end(_ room: LiveRoom, in rooms: LiveRooms, at now: Double) {
        room.publish(RoomSample(session: RoomSession(), state: .ended, endReason: "interrupted", takenAt: now))
        rooms.advance(now: now)
    }

    @Test("rooms are found by the exact bytes of their names, and listed by them", arguments: [HostileNames.all])
    func exactNames(names: [String]) throws {
        let rooms = LiveRooms()
        for name in names { #expect(rooms.add(LiveRoom(name: name, run: "r1"))) }
        for name in names { #expect(rooms[name]?.name.utf8.elementsEqual(name.utf8) == true) }
        #expect(rooms["caf\u{E9}"] !== rooms["cafe\u{301}"])
        #expect(rooms["nobody"] == nil)
        let listed = rooms.all.map { Array($0.name.utf8) }
        #expect(listed == names.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) })
        let text = rooms.listJSON(now: 0)
        #expect(!text.contains { $0 < 0x20 || $0 == UInt8(ascii: "<") })
    }

    @Test("the list of rooms has the members that are promised")
    func list() throws {
        let rooms = LiveRooms()
        rooms.add(LiveRoom(name: "a/ü", run: "r1"))
        #expect(
            try parsed(rooms.listJSON(now: 1_795_452_000_000)) == [
                "updated_at": "2026-11-23T16:40:00.000Z",
                "rooms": [
                    [
                        "name": "a/ü", "state": "waiting", "participants_present": 0.0, "participants_known": 0.0,
                        "start_time": nil, "duration_seconds": 0.0,
                        "verdict": ["level": "unknown", "text": "Nobody is here yet."],
                        "url": "/v1/rooms/a%2F%C3%BC",
                    ]
                ],
            ])
    }

    @Test("a bounded number of rooms: ended ones make room, else a newcomer is refused and counted")
    func bounded() {
        var limits = RoomLimits()
        limits.rooms = 2
        let rooms = LiveRooms(limits: limits)
        let first = LiveRoom(name: "a", run: "r1")
        #expect(rooms.add(first))
        #expect(rooms.add(LiveRoom(name: "b", run: "r1")))
        #expect(!rooms.add(LiveRoom(name: "c", run: "r1")))
        #expect(rooms.refused == 1)
        end(first, in: rooms, at: 1)
        #expect(rooms.add(LiveRoom(name: "c", run: "r1")))
        #expect(rooms.all.map(\.name) == ["b", "c"])
        #expect(rooms.expired == 1)
    }

    @Test("a later run takes the place of an earlier one, which can no longer take it out")
    func laterRun() {
        let rooms = LiveRooms()
        let first = LiveRoom(name: "a", run: "r1")
        let second = LiveRoom(name: "a", run: "r2")
        rooms.add(first)
        rooms.add(second)
        rooms.remove(first)
        #expect(rooms["a"] === second)
        rooms.remove(second)
        #expect(rooms.all.isEmpty)
    }

    @Test("ended rooms are shown for a while, and not too many of them")
    func endedRooms() {
        var limits = RoomLimits()
        limits.endedRooms = 2
        limits.endedSeconds = 100
        let rooms = LiveRooms(limits: limits)
        for (number, name) in ["a", "b", "c"].enumerated() {
            let room = LiveRoom(name: name, run: "r1")
            rooms.add(room)
            end(room, in: rooms, at: Double(number))
        }
        #expect(rooms.all.map(\.name) == ["b", "c"])
        rooms.advance(now: 101.5)
        #expect(rooms.all.map(\.name) == ["c"])
        rooms.advance(now: 103)
        #expect(rooms.all.isEmpty)
        #expect(rooms.expired == 3)
    }
}
