import Testing
import Vitals

@testable import LiveServer

@Suite struct LiveSiteTests {
    private func site(answerTime: Duration) -> LiveSite {
        var options = LiveSite.Options(version: "1", swiftVersion: "6.3", monotonic: { 0 }, wall: { 0 })
        options.answerTime = answerTime
        return LiveSite(options)
    }

    /// Answers for a room's bot until the room has been looked at, 30 s at most.
    private func answer(for room: LiveRoom) async throws {
        let end = ContinuousClock.now + .seconds(30)
        while room.view.snapshot == 0, ContinuousClock.now < end {
            if room.isSampleWanted { room.publish(RoomSample(session: RoomSession(), state: .live, takenAt: 0)) }
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    @Test("a look begins when all bots have answered, and not when their time is over")
    func answered() async throws {
        let site = site(answerTime: .seconds(3600))
        let room = site.show("demo")
        let ended = site.show("ended")
        ended.publish(RoomSample(session: RoomSession(), state: .ended, takenAt: 0))
        ended.advance(now: 0)
        site.start()
        try await answer(for: room)
        #expect(room.view.snapshot == 1)
        await site.finish()
    }

    @Test("a bot that does not answer holds a look up for its time, and no longer")
    func silent() async throws {
        let site = site(answerTime: .milliseconds(300))
        let room = site.show("demo")
        _ = site.show("silent")
        let start = ContinuousClock.now
        site.start()
        try await answer(for: room)
        #expect(room.view.snapshot == 1)
        #expect(ContinuousClock.now - start >= .milliseconds(300))
        await site.finish()
    }
}
