import Testing
import Vitals

@testable import Monitor

@Suite struct BotLifeTests {
    @Test("a bot that never got in waits for as long as it takes")
    func waitsForARoom() {
        var life = BotLife(grace: 30, began: 100)
        life.lostConnection(at: 101)
        life.tick(100_000)
        #expect(life.phase == .waiting)
        #expect(life.end == nil)
    }

    @Test("one that was given a time to get in gives up after it, and not once it is in")
    func patience() {
        var life = BotLife(grace: 30, patience: 60, began: 100)
        life.tick(159)
        #expect(life.end == nil)
        var late = life
        late.tick(160)
        #expect(late.end == .connectionLost)
        #expect(!late.wasInRoom)
        life.joined()
        life.tick(1_000)
        #expect(life.end == nil)
    }

    @Test("a lost connection that comes back in time ends nothing")
    func comesBackInTime() {
        var life = BotLife(grace: 30, began: 0)
        life.joined()
        life.lostConnection(at: 10)
        life.tick(39)
        #expect(life.phase == .detached(since: 10))
        life.joined()
        life.tick(1000)
        #expect(life.phase == .attached)
    }

    @Test("attempts that fail meanwhile do not put off the end of the grace time")
    func graceCountsFromTheLoss() {
        var life = BotLife(grace: 30, began: 0)
        life.joined()
        life.lostConnection(at: 10)
        life.lostConnection(at: 35)
        life.tick(40)
        #expect(life.end == .connectionLost)
    }

    @Test(
        "a goodbye ends the session where it is for good",
        arguments: [
            (LeaveReason.roomDeleted, SessionEnd.roomEnded), (.roomClosed, .roomEnded),
            (.duplicateIdentity, .duplicateIdentity), (.participantRemoved, .removed),
            (.serverShutdown, nil), (.unknown, nil), (LeaveReason(rawValue: "SOMETHING_NEW"), nil),
        ] as [(LeaveReason, SessionEnd?)])
    func goodbyes(reason: LeaveReason, end: SessionEnd?) {
        var life = BotLife(began: 0)
        life.joined()
        life.left(reason)
        #expect(life.end == end)
    }

    @Test("the first end stands, whatever follows")
    func theFirstEndStands() {
        var life = BotLife(grace: 1, duration: 60, began: 0)
        life.joined()
        life.interrupt()
        life.left(.roomDeleted)
        life.lostConnection(at: 1)
        life.tick(100)
        life.joined()
        #expect(life.end == .interrupted)
    }

    @Test("the time asked for is over, in the room or not", arguments: [true, false])
    func durationEnds(isInRoom: Bool) {
        var life = BotLife(duration: 5, began: 10)
        if isInRoom { life.joined() }
        life.tick(14.9)
        #expect(life.end == nil)
        life.tick(15)
        #expect(life.end == .durationOver)
        #expect(life.wasInRoom == isInRoom)
    }
}
