import Testing
import Vitals

@testable import LiveServer

@Suite struct RoomHistoryTests {
    private func room(_ people: [String], limits: RoomLimits) -> (LiveRoom, TalkingRoom) {
        (LiveRoom(name: "demo", run: "r1", limits: limits), TalkingRoom(people.map { ($0, 0) }))
    }

    @Test("the ring holds the newest points only, all series of one length")
    func ring() throws {
        var limits = RoomLimits()
        limits.historyPoints = 7
        var (room, talk) = room(["a", "b"], limits: limits)
        room.follow(&talk, seconds: 25)
        let series = room.withHistory { $0.roomSeries() }
        #expect(series.times == (0..<7).map { talk.now - Double(6 - $0) * 1000 })
        let ofOne = try #require(room.withHistory { $0.series(of: "a") })
        #expect(ofOne.times == series.times)
        #expect(ofOne.values.allSatisfy { $0[0] == 800 && $0[1] == 30 && $0[2] == 0 && $0[3] == 40 })
    }

    @Test("points lie a second of the session's clock apart, however often the room is looked at")
    func distance() {
        var (room, talk) = room(["a"], limits: RoomLimits())
        room.follow(&talk, seconds: 3)
        for step in 0..<50 {
            room.publish(talk.sample(at: 2))
            room.advance(now: 2 + Double(step) / 100)
            #expect(room.snapshot.point == nil)
        }
        #expect(room.withHistory { $0.roomSeries().times.count } == 3)
        talk.talk(seconds: 1)
        room.publish(talk.sample(at: 3))
        room.advance(now: 3)
        #expect(room.snapshot.point?.time == talk.now)
        #expect(room.snapshot.point?.values[0] == 800)
    }

    @Test("an uneven ticker loses no point")
    func unevenTicker() {
        let (room, _) = room([], limits: RoomLimits())
        var session = RoomSession()
        for step in 0..<100 {
            session.tick(1_000_000 + Double(step) * 1000 + (step % 2 == 0 ? 30 : -30))
            room.publish(RoomSample(session: session, state: .live, takenAt: Double(step)))
            room.advance(now: Double(step))
        }
        #expect(room.withHistory { $0.count } == 100)
    }

    @Test("whoever left makes room for newcomers; where nobody left, they are counted")
    func boundedParticipants() throws {
        var limits = RoomLimits()
        limits.historyParticipants = 2
        var (room, talk) = room(["a", "b", "c"], limits: limits)
        room.follow(&talk, seconds: 3)
        #expect(room.withHistory { $0.leftOut } == 1)
        #expect(room.withHistory { $0.series(of: "c") } == nil)
        talk.people.removeFirst()
        talk.session.apply(
            .update([ParticipantInfo(sid: "PA_0", identity: "a", state: .disconnected)]), at: talk.now)
        room.follow(&talk, seconds: 2, from: 3)
        #expect(room.withHistory { $0.leftOut } == 0)
        #expect(room.withHistory { $0.laneCount } == 2)
        #expect(room.withHistory { $0.series(of: "a") } == nil)
        #expect(room.withHistory { $0.series(of: "c")?.times.count } == 2)
        #expect(room.withHistory { $0.series(of: "b")?.times.count } == 5)
    }

    @Test("while somebody is away the history has gaps, not old values")
    func gaps() throws {
        var (room, talk) = room(["a", "b"], limits: RoomLimits())
        room.follow(&talk, seconds: 3)
        let everybody = talk.people
        talk.people.removeLast()
        talk.session.apply(
            .update([ParticipantInfo(sid: "PA_1", identity: "b", state: .disconnected)]), at: talk.now)
        room.follow(&talk, seconds: 2, from: 3)
        talk.people = everybody
        talk.session.apply(.update([ParticipantInfo(sid: "PA_1", identity: "b")]), at: talk.now)
        room.follow(&talk, seconds: 2, from: 5)
        let series = try #require(room.withHistory { $0.series(of: "b") })
        #expect(series.values.map { $0[0].isNaN } == [true, false, false, true, true, false, false])
    }
}
