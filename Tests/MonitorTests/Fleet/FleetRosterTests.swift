import LiveKitAPI
import TestSupport
import Testing
import Vitals

@testable import Monitor

@Suite struct FleetRosterTests {
    private func room(_ name: String, _ sid: String = "") -> RunningRoom { RunningRoom(sid: sid, name: name) }

    private func roster(_ change: (inout FleetLimits) -> Void = { _ in }) -> FleetRoster {
        var limits = FleetLimits()
        limits.startInterval = 0
        change(&limits)
        return FleetRoster(limits: limits)
    }

    @Test("a room gets one bot, however often it is told of, in whatever order")
    func once() {
        var roster = roster()
        let answer1 = roster.found(room("a", "RM_1"), at: 0)
        #expect(answer1 == .waits)
        let answer2 = roster.found(room("a", "RM_1"), at: 0)
        #expect(answer2 == .known)
        let answer3 = roster.found(room("a"), at: 0)
        #expect(answer3 == .known)
        let answer4 = roster.next(at: 0)
        #expect(answer4 == room("a", "RM_1"))
        let answer5 = roster.next(at: 0)
        #expect(answer5 == nil)
        let answer6 = roster.found(room("a", "RM_1"), at: 1)
        #expect(answer6 == .known)
        let answer7 = roster.found(all: [room("a", "RM_1")], at: 2)
        #expect(answer7 == [.known])
        let answer8 = roster.next(at: 2)
        #expect(answer8 == nil)
        #expect(roster.busy == 1)
    }

    @Test("rooms that are over before they get a bot are counted, however that is heard")
    func unseen() {
        var roster = roster { $0.bots = 1 }
        _ = roster.found(all: [room("a", "RM_1"), room("b", "RM_2"), room("c", "RM_3")], at: 0)
        let first = roster.next(at: 0)
        #expect(first == room("a", "RM_1"))
        _ = roster.finished(room("b", "RM_2"))
        _ = roster.found(all: [room("a", "RM_1")], at: 1)
        #expect(roster.vanished == 2)
        roster.vanished(room("a", "RM_1"))
        #expect(roster.vanished == 3 && roster.busy == 0 && roster.waiting == 0)
    }

    @Test("names are told apart by their bytes")
    func names() {
        var roster = roster()
        let answer9 = roster.found(room("caf\u{E9}"), at: 0)
        #expect(answer9 == .waits)
        let answer10 = roster.found(room("cafe\u{301}"), at: 0)
        #expect(answer10 == .waits)
        #expect(roster.waiting == 2)
    }

    @Test("starts are spread: one each interval, in the order of the rooms' coming")
    func spread() {
        var roster = roster { $0.startInterval = 0.5 }
        for name in ["a", "b", "c"] { _ = roster.found(room(name), at: 10) }
        let answer11 = roster.next(at: 10)
        #expect(answer11?.name == "a")
        let answer12 = roster.next(at: 10.4)
        #expect(answer12 == nil)
        #expect(roster.nextStartTime == 10.5)
        let answer13 = roster.next(at: 10.5)
        #expect(answer13?.name == "b")
        let answer14 = roster.next(at: 60)
        #expect(answer14?.name == "c")
        #expect(roster.nextStartTime == nil)
    }

    @Test("beyond the bound of bots rooms wait, and a place is free only when the record is done with")
    func bots() {
        var roster = roster { $0.bots = 2 }
        for name in ["a", "b", "c"] { _ = roster.found(room(name), at: 0) }
        _ = roster.next(at: 0)
        _ = roster.next(at: 0)
        let answer15 = roster.next(at: 0)
        #expect(answer15 == nil)
        roster.ended(room("a"), .roomEnded, at: 1)
        let answer16 = roster.next(at: 1)
        #expect(answer16 == nil)
        roster.released()
        let answer17 = roster.next(at: 1)
        #expect(answer17?.name == "c")
        #expect(roster.busy == 2)
    }

    @Test("beyond the bound of waiting rooms they are left out, and found again by the next sweep")
    func waiting() {
        var roster = roster {
            $0.bots = 1; $0.waiting = 1
        }
        let answer18 = roster.found(all: [room("a"), room("b")], at: 0)
        #expect(answer18 == [.waits, .full])
        _ = roster.next(at: 0)
        let answer19 = roster.found(all: [room("a"), room("b")], at: 30)
        #expect(answer19 == [.known, .waits])
    }

    @Test("a room that cannot be asked for waits on before all others, unless it was over meanwhile")
    func putBack() {
        var roster = roster()
        _ = roster.found(room("a", "RM_1"), at: 0)
        _ = roster.found(room("b"), at: 4)
        let first = roster.next(at: 4)
        #expect(first?.name == "a")
        #expect(roster.isFresh(room("a"), at: 5) && !roster.isFresh(room("a"), at: 6))
        roster.putBack(room("a"), until: 10)
        #expect(roster.busy == 0 && roster.waiting == 2)
        let early = roster.next(at: 9)
        let again = roster.next(at: 10)
        #expect(early == nil && again?.name == "a")
        _ = roster.finished(room("a", "RM_1"))
        roster.putBack(room("a"), until: 11)
        #expect(roster.busy == 0 && roster.waiting == 1)
        let last = roster.next(at: 11)
        #expect(last?.name == "b")
    }

    @Test("a room that is over before its turn gets no bot, however that is told")
    func overEarly() {
        var roster = roster()
        _ = roster.found(room("a", "RM_1"), at: 0)
        let answer20 = roster.finished(room("a", "RM_1"))
        #expect(!answer20)
        _ = roster.found(room("b", "RM_2"), at: 0)
        _ = roster.found(all: [], at: 0)
        let answer21 = roster.next(at: 0)
        #expect(answer21 == nil)
        #expect(roster.waiting == 0)
    }

    @Test("the end of an earlier room of the same name ends nothing")
    func lateEnd() {
        var roster = roster()
        _ = roster.found(room("a", "RM_2"), at: 0)
        let answer22 = roster.finished(room("a", "RM_1"))
        #expect(!answer22)
        _ = roster.next(at: 0)
        let answer23 = roster.finished(room("a", "RM_1"))
        #expect(!answer23)
        #expect(!roster.isOver(room("a")))
        let answer24 = roster.finished(room("a", "RM_2"))
        #expect(answer24)
        #expect(roster.isOver(room("a")))
    }

    @Test("a room that begins again while its bot still hears of the end gets another one, and only then")
    func again() {
        var roster = roster()
        _ = roster.found(room("a", "RM_1"), at: 0)
        _ = roster.next(at: 0)
        _ = roster.finished(room("a", "RM_1"))
        // Late news of the old one is none.
        let answer25 = roster.found(room("a", "RM_1"), at: 1)
        #expect(answer25 == .known)
        let answer26 = roster.found(room("a", "RM_2"), at: 1)
        #expect(answer26 == .known)
        let answer27 = roster.next(at: 1)
        #expect(answer27 == nil)
        roster.ended(room("a"), .roomEnded, at: 2)
        let answer28 = roster.next(at: 2)
        #expect(answer28 == room("a", "RM_2"))
    }

    @Test("that later room's own end is heard before its bot is there")
    func againAndOver() {
        var roster = roster()
        _ = roster.found(room("a", "RM_1"), at: 0)
        _ = roster.next(at: 0)
        _ = roster.finished(room("a", "RM_1"))
        _ = roster.found(room("a", "RM_2"), at: 1)
        let answer29 = roster.finished(room("a", "RM_2"))
        #expect(!answer29)
        roster.ended(room("a"), .roomEnded, at: 2)
        let answer30 = roster.next(at: 2)
        #expect(answer30 == nil)
    }

    @Test("a server that came back has other sids, and the bot that went on belongs to the new one")
    func restarted() {
        var roster = roster()
        _ = roster.found(room("a", "RM_1"), at: 0)
        _ = roster.next(at: 0)
        let answer31 = roster.found(all: [room("a", "RM_2")], at: 30)
        #expect(answer31 == [.known])
        let answer32 = roster.finished(room("a", "RM_2"))
        #expect(answer32)
    }

    @Test(
        "where its bot was sent away a room is left alone until it is over",
        arguments: [SessionEnd.removed, .duplicateIdentity])
    func sentAway(end: SessionEnd) {
        var roster = roster()
        _ = roster.found(room("a", "RM_1"), at: 0)
        _ = roster.next(at: 0)
        roster.ended(room("a"), end, at: 1)
        roster.released()
        let answer33 = roster.found(room("a", "RM_1"), at: 1e6)
        #expect(answer33 == .leftAlone)
        let answer34 = roster.found(all: [room("a", "RM_1")], at: 1e6)
        #expect(answer34 == [.leftAlone])
        #expect(roster.leftAlone == 1)
        let answer35 = roster.found(room("a", "RM_2"), at: 1e6)
        #expect(answer35 == .waits)
    }

    @Test("what was left alone and is over is forgotten, by its end or by its absence", arguments: [true, false])
    func forgotten(isTold: Bool) {
        var roster = roster()
        _ = roster.found(room("a", "RM_1"), at: 0)
        _ = roster.next(at: 0)
        roster.ended(room("a"), .removed, at: 1)
        if isTold { _ = roster.finished(room("a", "RM_1")) } else { _ = roster.found(all: [], at: 2) }
        #expect(roster.leftAlone == 0)
        let answer36 = roster.found(room("a"), at: 3)
        #expect(answer36 == .waits)
    }

    @Test("a room that let no bot in is tried again after a pause", arguments: [SessionEnd.refused, nil])
    func refused(end: SessionEnd?) {
        var roster = roster { $0.refusedPause = 100 }
        _ = roster.found(room("a"), at: 0)
        _ = roster.next(at: 0)
        roster.ended(room("a"), end, at: 1)
        let answer37 = roster.found(room("a"), at: 100)
        #expect(answer37 == .leftAlone)
        let answer38 = roster.found(room("a"), at: 102)
        #expect(answer38 == .waits)
    }

    @Test(
        "where the connection was lost the next sweep finds it again",
        arguments: [SessionEnd.connectionLost, .interrupted])
    func lost(end: SessionEnd) {
        var roster = roster()
        _ = roster.found(room("a"), at: 0)
        _ = roster.next(at: 0)
        roster.ended(room("a"), end, at: 1)
        let answer39 = roster.found(all: [room("a")], at: 2)
        #expect(answer39 == [.waits])
    }

    @Test(
        "whatever comes in whatever order, bots stay within their bound and no room has two",
        arguments: 0..<20 as Range<UInt64>)
    func anyOrder(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var roster = roster {
            $0.bots = 3; $0.waiting = 4; $0.refusedPause = 5
        }
        var running: [RunningRoom] = []
        var saving = 0
        for step in 0..<2_000 {
            let now = Double(step)
            let told = room(
                ["a", "b", "c", "d", "e", "f"].randomElement(using: &random) ?? "a",
                ["", "1", "2"].randomElement(using: &random) ?? "")
            switch Int.random(in: 0..<7, using: &random) {
            case 0, 1: _ = roster.found(told, at: now)
            case 2: _ = roster.finished(told)
            case 3: _ = roster.found(all: [told], at: now)
            case 4:
                if let next = roster.next(at: now) {
                    #expect(!running.contains { $0.name == next.name })
                    running.append(next)
                }
            case 5:
                guard !running.isEmpty else { break }
                let gone = running.remove(at: Int.random(in: 0..<running.count, using: &random))
                roster.ended(gone, SessionEnd.allCases.randomElement(using: &random), at: now)
                saving += 1
            default:
                guard saving > 0 else { break }
                roster.released()
                saving -= 1
            }
            #expect(roster.busy == running.count + saving)
            #expect(roster.busy <= 3)
            #expect(roster.waiting <= 4)
        }
    }
}
