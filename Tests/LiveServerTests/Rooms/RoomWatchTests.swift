import TestSupport
import Testing
import Vitals

@testable import LiveServer

@Suite struct RoomWatchTests {
    private let thresholds = VerdictThresholds()

    @Test(
        "whatever happens, a watch that sees only who has changed shows what a full look shows, to the last bit",
        arguments: 0..<40 as Range<UInt64>)
    func fullLook(seed: UInt64) {
        var room = RestlessRoom(seed: seed)
        var watch = RoomWatch(name: "demo", thresholds: thresholds)
        var full = FullLook(thresholds: thresholds)
        let monitor = seed % 2 == 0 ? nil : "p0"
        var generator = SeededGenerator(seed: seed + 1000)
        let steps = 150
        for step in 0..<steps {
            for _ in 0..<Int.random(in: 0...3, using: &generator) { room.goOn() }
            let state: RoomState = step == steps - 1 ? .ended : step % 10 == 9 ? .reconnecting : .live
            let sample = room.sample(state, monitor: monitor)
            let clock = (sample.session.end ?? 0) + (state == .reconnecting ? 45_000 : 0)
            let shown = ToldRoom(watch.look(at: sample, clock: clock, snapshot: UInt64(step)))
            var expected = full.look(at: sample, clock: clock)
            // Where nobody is judged, a room with a monitor has the server's word, which other tests hold it to.
            if monitor != nil, expected.verdict.level == .unknown { expected.verdict = shown.verdict }
            let differences = shown.differences(from: expected)
            #expect(differences.isEmpty, "at step \(step)")
            let isSum = shown.totals == sample.session.totals
            #expect(isSum, "at step \(step)")
            guard differences.isEmpty, isSum else { return }
        }
        #expect(room.session.othersCount > 0)
    }

    @Test("who has not changed is not seen anew, and whoever has is")
    func seenAgain() {
        var talk = TalkingRoom([("alice", 0), ("bob", 0)])
        talk.talk(seconds: 12)
        var watch = RoomWatch(name: "demo", thresholds: thresholds)
        let first = watch.look(at: talk.sample(at: 0), clock: talk.now, snapshot: 1)
        talk.fallSilent(seconds: 1)
        let second = watch.look(at: talk.sample(at: 1), clock: talk.now, snapshot: 2)
        #expect(seen(second, "alice") === seen(first, "alice"))
        #expect(second.participant("alice")?.lastReportAge == 1)
        talk.people = [("bob", 0)]
        talk.talk(seconds: 1)
        let third = watch.look(at: talk.sample(at: 2), clock: talk.now, snapshot: 3)
        #expect(seen(third, "alice") === seen(first, "alice"))
        #expect(seen(third, "bob") !== seen(first, "bob"))
    }

    private func seen(_ view: RoomView, _ identity: String) -> SeenParticipant? { view.participant(identity)?.seen }

    @Test("who came back in the same place under the same name is seen anew, and judged as anybody who comes back")
    func backInPlace() {
        var limits = SessionLimits()
        limits.participants = 1
        var session = RoomSession(limits: limits)
        var watch = RoomWatch(name: "demo", thresholds: thresholds)
        var views: [RoomView] = []
        for (number, sid) in ["PA_1", "PA_2"].enumerated() {
            let now = Double(number) * 5000
            session.apply(.update([ParticipantInfo(sid: sid, identity: "a")]), at: now)
            views.append(
                watch.look(
                    at: RoomSample(session: session, state: .live, takenAt: 0), clock: now,
                    snapshot: UInt64(number)))
            for identity in ["a", "b"] {
                session.apply(.update([ParticipantInfo(identity: identity)]), at: now)
                session.apply(.update([ParticipantInfo(identity: identity, state: .disconnected)]), at: now)
            }
        }
        #expect(views.map { $0.participants[0].sid } == ["PA_1", "PA_2"])
        #expect(views.map(\.othersCount) == [0, 2])
    }
}
