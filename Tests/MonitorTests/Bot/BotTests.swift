import Relay
import RoomAccess
import RoomFeed
import Testing
import Vitals
import VitalsJSON

@testable import Monitor

/// The bot against the real relay, over real sockets: two WebSocket implementations meet in every test.
@Suite(.timeLimit(.minutes(2))) struct BotTests {
    /// Waits until the bot has folded so many reports.
    private func folded(_ bot: Bot, _ reports: UInt64) async -> Bool {
        await Rooms.wait { (bot.live?.reports ?? 0) >= reports }
    }

    @Test("folds what participants send, and ends with the room")
    func foldsAndEndsWithTheRoom() async throws {
        let relay = try await Rooms.relay()
        let bot = try Rooms.bot(port: relay.port)
        let run = Rooms.run(bot)
        let alice = try Guest(port: relay.port)
        #expect(await alice.isIn())
        #expect(await Rooms.wait { bot.live?.participantCount == 1 })
        for number in 0...10 { alice.report(number) }
        alice.say(.connectionQuality([.init(participantSid: "", quality: .good)]))
        #expect(await folded(bot, 11))
        #expect(await relay.deleteRoom("r"))
        let outcome = await run.value
        let block = try #require(outcome.block)
        #expect(outcome.summary?.end == .roomEnded)
        #expect(block.totalReadings == 10)
        #expect(block.averageBitrate == 1000)
        #expect(block.averageFrameRate == 30)
        #expect(outcome.summary?.session.participants.map(\.identity) == ["alice"])
        alice.go()
        await relay.shutdown()
    }

    @Test("waits for a server that is not there yet")
    func waitsForTheServer() async throws {
        let former = try await Rooms.relay()
        let port = former.port
        await former.shutdown()
        let bot = try Rooms.bot(port: port)
        let run = Rooms.run(bot)
        try await Task.sleep(for: .milliseconds(200))
        let relay = try await Rooms.relay(port: port)
        #expect(await Rooms.wait { bot.live?.phase == .attached })
        bot.interrupt()
        #expect(await run.value.summary?.end == .interrupted)
        await relay.shutdown()
    }

    @Test("a relay that dies and comes back costs nothing and doubles nothing")
    func survivesTheRelay() async throws {
        let mortal = try await Rooms.relay()
        let port = mortal.port
        let bot = try Rooms.bot(port: port)
        let run = Rooms.run(bot)
        let alice = try Guest(port: port)
        #expect(await alice.isIn())
        #expect(await Rooms.wait { bot.live?.participantCount == 1 })
        for number in 0...5 { alice.report(number) }
        #expect(await folded(bot, 6))
        await mortal.shutdown()
        let relay = try await Rooms.relay(port: port)
        #expect(await alice.isIn(times: 2))
        #expect(await Rooms.wait { bot.live?.phase == .attached })
        #expect(await Rooms.wait { relay.statistics.monitors == 1 })
        // What was sent before is sent again, as a client does that cannot know what arrived.
        for number in 3...10 { alice.report(number) }
        #expect(await folded(bot, 14))
        #expect(await relay.deleteRoom("r"))
        let outcome = await run.value
        let block = try #require(outcome.block)
        #expect(block.averageBitrate == 1000)
        #expect(block.totalReadings == 10)
        #expect(block.samples.duplicateReports == 3)
        #expect(block.samples.sequenceHoles == 0)
        #expect(outcome.summary?.reconnects == 1)
        #expect(outcome.summary?.session.participants.count == 1)
        alice.go()
        await relay.shutdown()
    }

    @Test("a connection that stays away longer than the grace time ends the session, with all that was seen")
    func graceEnds() async throws {
        let relay = try await Rooms.relay()
        let bot = try Rooms.bot(port: relay.port) { $0.grace = 0.3 }
        let run = Rooms.run(bot)
        let alice = try Guest(port: relay.port)
        #expect(await alice.isIn())
        #expect(await Rooms.wait { bot.live?.participantCount == 1 })
        for number in 0...4 { alice.report(number) }
        #expect(await folded(bot, 5))
        alice.go()
        await relay.shutdown()
        let outcome = await run.value
        #expect(outcome.summary?.end == .connectionLost)
        #expect(outcome.block?.totalReadings == 4)
    }

    @Test("ends by itself when its time is over, in the room or not", arguments: [true, false])
    func durationEnds(hasServer: Bool) async throws {
        let relay = try await Rooms.relay()
        let port = relay.port
        if !hasServer { await relay.shutdown() }
        let bot = try Rooms.bot(port: port) { $0.duration = 0.5 }
        let outcome = await Rooms.run(bot).value
        if hasServer {
            #expect(outcome.summary?.end == .durationOver)
            await relay.shutdown()
        } else {
            guard case .neverAttached(let summary) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(summary.end == .durationOver)
        }
    }

    @Test("a relay with keys lets the bot in by its own token, and refuses one without")
    func keysAreAskedFor() async throws {
        let secret = "a secret of at least thirty-two bytes"
        let relay = try await Rooms.relay(verifier: try AccessTokenVerifier(keys: ["key": secret]))
        let grant = VideoGrant(room: "r", roomJoin: true, hidden: true, canSubscribe: true, canSubscribeMetrics: true)
        let token = AccessToken(apiKey: "key", identity: "monitor", expiry: Clock.wall / 1000 + 60, video: grant)
            .signed(with: try APISecret(secret))
        let bot = try Rooms.bot(port: relay.port, token: token)
        let run = Rooms.run(bot)
        #expect(await Rooms.wait { bot.live?.phase == .attached })
        bot.interrupt()
        #expect(await run.value.summary?.end == .interrupted)

        guard case .refused(let reason) = await Rooms.run(try Rooms.bot(port: relay.port)).value else {
            Issue.record("a bot without a token was let in")
            return
        }
        #expect(reason.contains("401"))
        await relay.shutdown()
    }

    @Test("two bots under one identity: the older one ends and says why, without a fight")
    func oneIdentityOneBot() async throws {
        let relay = try await Rooms.relay()
        let notes = NoteBoard()
        let first = try Rooms.bot(port: relay.port) { $0.note = { notes.add($0) } }
        let firstRun = Rooms.run(first)
        #expect(await Rooms.wait { first.live?.phase == .attached })
        let second = try Rooms.bot(port: relay.port)
        let secondRun = Rooms.run(second)
        #expect(await firstRun.value.summary?.end == .duplicateIdentity)
        #expect(notes.take().contains { $0.contains("--identity") })
        #expect(await Rooms.wait { second.live?.phase == .attached })
        second.interrupt()
        #expect(await secondRun.value.summary?.end == .interrupted)
        await relay.shutdown()
    }

    @Test("muting by signalling silences a track; a participant who left stays in the result")
    func signallingCounts() async throws {
        let relay = try await Rooms.relay()
        let bot = try Rooms.bot(port: relay.port)
        let run = Rooms.run(bot)
        let alice = try Guest(port: relay.port)
        #expect(await alice.isIn())
        #expect(await Rooms.wait { bot.live?.participantCount == 1 })
        func camera(muted: Bool) -> FeedMessage {
            .update([
                ParticipantInfo(
                    identity: "alice", tracks: [TrackInfo(sid: "TR_1", kind: .video, source: "CAMERA", muted: muted)])
            ])
        }
        alice.say(camera(muted: false))
        for number in 0...3 { alice.report(number) }
        alice.say(camera(muted: true))
        for number in 4...6 { alice.report(number) }
        #expect(await folded(bot, 7))
        alice.say(.leave(.clientInitiated))
        alice.go()
        #expect(await Rooms.wait { bot.live?.rows.first?.isPresent == false })
        bot.interrupt()
        let outcome = await run.value
        #expect(outcome.block?.totalReadings == 3)
        #expect(outcome.summary?.session.participants.first?.isPresent == false)
        await relay.shutdown()
    }
}
