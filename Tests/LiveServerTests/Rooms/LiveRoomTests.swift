import NIOCore
import Testing
import Vitals

@testable import LiveServer

@Suite struct LiveRoomTests {
    @Test("the worst stand first, those who are fine by their names, those who left last; the verdict names the worst")
    func worstFirst() {
        var talk = TalkingRoom([("zoe", 0), ("bob", 0.03), ("alice", 0), ("carol", 0.1), ("dave", 0.2)])
        let dave = ParticipantInfo(sid: "PA_4", identity: "dave", state: .disconnected)
        talk.session.apply(.update([dave]), at: talk.now)
        let room = LiveRoom(name: "demo", run: "r1")
        room.follow(&talk, seconds: 30)
        let view = room.view
        #expect(view.participants.map(\.identity) == ["carol", "bob", "alice", "zoe", "dave"])
        #expect(view.participants.map(\.judgement.level) == [.poor, .fair, .good, .good, .unknown])
        #expect(view.participants.map(\.place) == [3, 1, 2, 0, 4])
        #expect(view.verdict.identity == "carol")
        #expect(
            view.verdict.sentence
                == "Poor: carol's upload loses packets (10.0 % for 29 s). 1 other is not fine either, 2 are fine.")
        #expect(view.presentCount == 4)
        #expect(view.snapshot == 30)
        #expect(view.latest.videoKbps == 3200)
        #expect(view.latest.lossPercentage == 10)
        #expect(view.latest.roundTripTime == 40)
        #expect(view.freshness == .init(newestReportAge: 0, usualInterval: 1))
    }

    @Test("a monitor that stands among the participants with what it receives is counted as none of them")
    func monitor() {
        var talk = TalkingRoom([("alice", 0), ("bot", 0)])
        let room = LiveRoom(name: "demo", run: "r1")
        room.publish(RoomSample(session: talk.session, state: .live, monitor: "bot", takenAt: 0))
        room.advance(now: 0)
        #expect(room.view.participants.count == 2)
        #expect(room.view.presentCount == 1 && room.view.knownCount == 1)
        talk.session.apply(
            .update([ParticipantInfo(sid: "PA_0", identity: "alice", state: .disconnected)]), at: talk.now)
        room.publish(RoomSample(session: talk.session, state: .live, monitor: "bot", takenAt: 1))
        room.advance(now: 1)
        #expect(room.view.presentCount == 0 && room.view.knownCount == 1)
    }

    @Test(
        "the verdict is on the participants; the monitor has a word where they say nothing", arguments: [true, false])
    func verdict(isMeasured: Bool) {
        var talk = TalkingRoom(isMeasured ? [("alice", 0), ("bot", 0.1)] : [("bot", 0.1)])
        if !isMeasured { talk.session.apply(.update([ParticipantInfo(sid: "PA_9", identity: "alice")]), at: talk.now) }
        let room = LiveRoom(name: "demo", run: "r1")
        for state in [RoomState.live, .ended] {
            for second in 0..<30 {
                talk.talk(seconds: 1)
                var sample = talk.sample(second == 29 ? state : .live, at: Double(second))
                sample.monitor = "bot"
                room.publish(sample)
                room.advance(now: Double(second))
            }
            #expect(room.view.verdict.level == (isMeasured ? .good : .poor), "\(room.view.verdict.sentence)")
            #expect(room.view.verdict.sentence.contains("bot") != isMeasured)
        }
    }

    @Test(
        "of participants who say nothing the server's word is told, unless what arrives at the monitor is worse",
        arguments: [
            (ConnectionQuality.good, 0.0, VerdictLevel.good, "the server calls every connection good"),
            (.poor, 0.0, .poor, "the connection of alice poor"), (.good, 0.1, .poor, "bot's"),
        ])
    func signalled(quality: ConnectionQuality, loss: Double, level: VerdictLevel, words: String) {
        var talk = TalkingRoom([("bot", loss)])
        talk.session.apply(.update([ParticipantInfo(sid: "PA_9", identity: "alice")]), at: talk.now)
        talk.session.apply(.connectionQuality([.init(participantSid: "PA_9", quality: quality)]), at: talk.now)
        let room = LiveRoom(name: "demo", run: "r1")
        for second in 0..<30 {
            talk.talk(seconds: 1)
            var sample = talk.sample(second == 29 ? .ended : .live, at: Double(second))
            sample.monitor = "bot"
            room.publish(sample)
            room.advance(now: Double(second))
            guard second >= 28 else { continue }
            #expect(room.view.verdict.level == level)
            let said = second == 29 ? words.replacing("calls", with: "called") : words
            #expect(room.view.verdict.sentence.contains(said), "\(room.view.verdict.sentence)")
        }
        // Whoever was there at the end has left with it.
        #expect(room.view.presentCount == 0 && room.view.knownCount == 1)
        // However it fares, the monitor stands last.
        #expect(room.view.participants.map(\.identity) == ["alice", "bot"])
        #expect(room.view.participants.map(\.isMonitor) == [false, true])
    }

    @Test("a room's totals are those of the session, whatever the order of its view")
    func totals() {
        var talk = TalkingRoom([("b", 0.01), ("a", 0.2)])
        let room = LiveRoom(name: "demo", run: "r1")
        room.follow(&talk, seconds: 12)
        #expect(room.view.totals == talk.session.totals)
        #expect(room.view.block == QualityBlock(talk.session.totals))
    }

    @Test("what becomes of the record is told, even after the end, until it is known")
    func record() {
        var talk = TalkingRoom([("alice", 0)])
        let room = LiveRoom(name: "demo", run: "r1")
        #expect(room.view.save == nil)
        room.tell(SaveReport(.open, sessionID: "x"))
        room.follow(&talk, seconds: 2)
        #expect(room.view.save?.state == .open)
        room.publish(talk.sample(.ended, at: 2))
        room.advance(now: 2)
        #expect(room.view.state == .ended)
        #expect(!room.view.isLast)
        room.tell(SaveReport(.saving, sessionID: "x"))
        room.advance(now: 3)
        let saving = room.snapshot
        #expect(saving.view.save?.state == .saving)
        room.advance(now: 4)
        #expect(room.snapshot === saving)
        room.tell(SaveReport(.saved, sessionID: "x", text: "Session saved to your history (x)"))
        room.advance(now: 5)
        #expect(room.view.isLast)
        #expect(room.snapshot.id != saving.id)
        #expect(room.view.totals == talk.session.totals)
    }

    @Test("before the first sample a room waits, and nobody is judged")
    func waiting() {
        let room = LiveRoom(name: "demo", run: "r1")
        room.advance(now: 1)
        #expect(room.view.state == .waiting)
        #expect(room.view.snapshot == 0)
        #expect(room.view.verdict.sentence == "Nobody is here yet.")
    }

    @Test("the end is seen at once, and is the last word")
    func end() {
        var talk = TalkingRoom([("a", 0)])
        let room = LiveRoom(name: "demo", run: "r1")
        room.follow(&talk, seconds: 3)
        room.publish(talk.sample(.ended, at: 3))
        room.publish(talk.sample(.live, at: 3))
        room.advance(now: 3)
        #expect(room.view.state == .ended)
        #expect(room.view.endReason == "room_ended")
        let snapshot = room.view.snapshot
        room.publish(talk.sample(.live, at: 4))
        room.advance(now: 100)
        #expect(room.view.state == .ended)
        #expect(room.view.snapshot == snapshot)
        #expect(room.view.seconds == 3)
    }

    @Test("when all is over everybody is judged over the whole call, those who left with the rest")
    func wholeCall() throws {
        var talk = TalkingRoom([("zoe", 0), ("bob", 0.03), ("carol", 0.1)])
        let room = LiveRoom(name: "demo", run: "r1")
        room.follow(&talk, seconds: 30)
        for (number, person) in talk.people.enumerated() {
            let gone = ParticipantInfo(sid: "PA_\(number)", identity: person.identity, state: .disconnected)
            talk.session.apply(.update([gone]), at: talk.now)
        }
        room.publish(talk.sample(.live, at: 30))
        room.advance(now: 30)
        #expect(room.view.participants.map(\.judgement.level) == [.unknown, .unknown, .unknown])
        #expect(room.view.verdict.sentence == "Nobody is here any more.")
        room.publish(talk.sample(.ended, at: 31))
        room.advance(now: 31)
        #expect(room.view.participants.map(\.identity) == ["carol", "bob", "zoe"])
        #expect(room.view.participants.map(\.judgement.level) == [.poor, .fair, .good])
        #expect(
            room.view.verdict.sentence
                == "Poor over the whole call: carol's upload lost packets (10.0 %). 1 other was not fine either, "
                + "1 was fine.")
        let text = String(buffer: room.snapshot.roomJSON)
        #expect(text.contains(#""text":"upload lost packets""#))
    }

    @Test("without samples the numbers grow old, and are not believed for ever")
    func aging() {
        var talk = TalkingRoom([("a", 0)])
        let room = LiveRoom(name: "demo", run: "r1")
        room.follow(&talk, seconds: 30)
        room.advance(now: 39)
        #expect(room.view.freshness.newestReportAge == 10)
        #expect(room.view.participants[0].lastReportAge == 10)
        #expect(room.view.verdict.level == .good)
        room.advance(now: 79)
        #expect(room.view.verdict.sentence == "Nothing was heard of the monitor for 50 s.")
        #expect(room.view.participants[0].judgement.level == .unknown)
        #expect(room.view.latest == LiveFigures())
        #expect(room.view.snapshot == 32)
    }

    @Test("while the connection is lost the session stands still, and its readings are of now no longer")
    func reconnecting() {
        var talk = TalkingRoom([("a", 0)])
        let room = LiveRoom(name: "demo", run: "r1")
        room.follow(&talk, seconds: 30)
        for second in 30..<75 {
            room.publish(talk.sample(.reconnecting, at: Double(second)))
            room.advance(now: Double(second))
        }
        #expect(room.view.freshness.newestReportAge == 45)
        #expect(room.view.participants[0].judgement.level == .unknown)
        #expect(room.view.latest.videoKbps == nil)
        #expect(room.view.verdict.level == .unknown)
        room.follow(&talk, seconds: 30, from: 75)
        #expect(room.view.verdict.level == .good)
    }

    @Test("whoever comes in another's place in the session is judged anew")
    func anotherInOnesPlace() {
        var limits = SessionLimits()
        limits.participants = 1
        var talk = TalkingRoom([("a", 0.2)])
        talk.session = RoomSession(limits: limits)
        let room = LiveRoom(name: "demo", run: "r1")
        room.follow(&talk, seconds: 30)
        #expect(room.view.participants[0].judgement.level == .poor)
        talk.session.apply(.update([ParticipantInfo(identity: "a", state: .disconnected)]), at: talk.now)
        talk.people = [("b", 0)]
        room.follow(&talk, seconds: 5, from: 30)
        #expect(room.view.participants.map(\.identity) == ["b"])
        #expect(room.view.participants[0].judgement.level == .unknown)
        room.follow(&talk, seconds: 20, from: 35)
        #expect(room.view.participants[0].judgement.level == .good)
        #expect(room.view.othersCount == 1)
    }

    @Test(
        "a run's name is fit for a header and an event's line",
        arguments: [("a1.b_C", "a1.b_C"), ("x\r\n\"y-é", "xy")])
    func run(given: String, used: String) {
        #expect(LiveRoom(name: "demo", run: given).run == used)
    }
}
