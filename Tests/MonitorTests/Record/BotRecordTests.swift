import Foundation
import LiveServer
import Relay
import RoomAccess
import RoomFeed
import Synchronization
import TestSupport
import Testing
import Vitals
import VitalsJSON

@testable import Monitor
@testable import SessionRecords

/// A bot, a real relay, a save endpoint that does what it is told, and a folder on a real disk.
@Suite(.serialized, .timeLimit(.minutes(3))) struct BotRecordTests {
    private let home: TemporaryFolder
    private let folder: SpoolFolder
    private let notes = Notes()

    final class Notes: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func add(_ line: String) { lines.withLock { $0.append(line) } }
        func contain(_ text: String) -> Bool { all.contains { $0.contains(text) } }
    }

    init() throws {
        home = try TemporaryFolder()
        folder = try SpoolFolder(home.path("spool"))
    }

    private func options(_ url: String?) throws -> RecordOptions {
        var options = RecordOptions(folder: folder, sender: try url.map(sender))
        options.checkpointInterval = 0.1
        return options
    }

    private func sender(_ url: String) throws -> RecordSender {
        RecordSender(
            endpoint: try SaveEndpoint(url), userAgent: "test", wallClock: { Clock.wall / 1000 },
            monotonicClock: { Clock.monotonic }, pause: { usleep(UInt32($0 * 1e4)) })
    }

    private func keeping(_ options: RecordOptions) -> RecordKeeping {
        RecordKeeping(options) { [notes] in notes.add($0) }
    }

    private func publish(_ keeping: RecordKeeping, _ outcome: Bot.Outcome, room: LiveRoom? = nil) throws -> Bool {
        let summary = try #require(outcome.summary)
        return RecordPublisher(keeping.recorder, room: room) { [notes] in notes.add($0) }.publish(summary)
    }

    @Test("lines that were lost on their way are among those that the record leaves out")
    func lost() throws {
        let keeping = keeping(try options(nil))
        keeping.recorder.lose(2)
        keeping.recorder.lose(1)
        let last = Checkpoint(key: keeping.recorder.key, ids: SessionIDs(), session: RoomSession())
        #expect(keeping.recorder.finish(last, endReason: "room_ended").record.transcriptOmitted == 3)
        #expect(keeping.recorder.counters.snapshot.transcriptLinesLost == 3)
    }

    private func segment(_ id: String, _ text: String, final: Bool = true) -> FeedMessage {
        let now = Clock.wall
        return .transcription(
            Transcription(
                identity: "alice",
                segments: [.init(id: id, text: text, startTime: now, endTime: now, final: final)]))
    }

    private func body(_ server: ScriptedServer, _ number: Int = 0) throws -> JSONValue {
        try #require(server.requests.count > number)
        return try server.requests[number].body.withUnsafeBytes { try JSONValue(parsing: $0) }
    }

    private func texts(_ record: JSONValue) -> [JSONValue?] {
        guard case .array(let lines)? = record["transcript"] else { return [] }
        return lines.map { $0["text"] }
    }

    private func checkpoints() -> Int { home.names("spool").count { $0.hasSuffix(".checkpoint") } }

    @Test("sends its record at the end, with numbers, talk and ids, and leaves nothing on disk")
    func record() async throws {
        let server = try ScriptedServer([.answer(201)])
        defer { server.stop() }
        let relay = try await Rooms.relay()
        var options = try options(server.url)
        options.ids = SessionIDs(userID: "user-7")
        let keeping = keeping(options)
        let room = LiveRoom(name: "r", run: "1")
        let bot = try Rooms.bot(port: relay.port) {
            $0.keeping = keeping
            $0.note = { [notes] in notes.add($0) }
            $0.shownIn = room
        }
        let run = Rooms.run(bot)
        let alice = try Guest(port: relay.port)
        #expect(await alice.isIn())
        #expect(await Rooms.wait { bot.live?.participantCount == 1 })
        for number in 0...10 { alice.report(number) }
        alice.say(segment("s1", "I need", final: false))
        alice.say(segment("s1", "I need help"))
        alice.say(segment("s1", "I need help"))
        alice.say(segment("s2", "and th", final: false))
        #expect(await Rooms.wait { (bot.live?.reports ?? 0) >= 11 })
        #expect(await Rooms.wait { checkpoints() == 1 })
        #expect(await relay.deleteRoom("r"))
        let outcome = await run.value
        #expect(try publish(keeping, outcome, room: room))

        let record = try body(server)
        #expect(record["session_id"] == .string(keeping.recorder.key.text))
        #expect(record["user_id"] == "user-7")
        #expect(record["mode"] == "video")
        #expect(record["room"] == "r")
        #expect(record["end_reason"] == "room_ended")
        #expect(record["partial"] == false)
        #expect(texts(record) == ["I need help", "and th"])
        #expect(record["quality_metrics"]?["average_bitrate"] == 1000.0)
        #expect(record["quality_metrics"]?["total_readings"] == 10.0)
        #expect(home.names("spool") == ["lock"])
        #expect(!notes.contain("no user id is known"))
        #expect(notes.contain("session \(keeping.recorder.key) has begun"))
        #expect(notes.contain("Session saved to your history (\(keeping.recorder.key))"))
        room.advance(now: Clock.monotonic)
        #expect(room.view.state == .ended)
        #expect(room.view.save?.state == .saved)
        #expect(room.view.isLast)
        alice.go()
        await relay.shutdown()
    }

    @Test("says that it failed, and keeps the record, where the endpoint is down")
    func endpointDown() async throws {
        let server = try ScriptedServer([.answer(503)])
        defer { server.stop() }
        let relay = try await Rooms.relay()
        let keeping = keeping(try options(server.url))
        let room = LiveRoom(name: "r", run: "1")
        let bot = try Rooms.bot(port: relay.port) {
            $0.keeping = keeping; $0.shownIn = room; $0.duration = 0.4
        }
        let outcome = await Rooms.run(bot).value
        #expect(try !publish(keeping, outcome, room: room))
        #expect(server.requests.count == 4)
        #expect(try folder.records().map(\.state) == [.record])
        room.advance(now: Clock.monotonic)
        #expect(room.view.save?.state == .failed)
        #expect(room.view.save?.text.hasPrefix("Failed to save session") == true)
        let statistics = keeping.recorder.counters.snapshot
        #expect(statistics.failedTries == 3)
        #expect(statistics.unsent == 1)
        #expect(notes.all.count { $0.contains("no user id is known") && $0.contains("--user-id ID") } == 1)
        await relay.shutdown()
    }

    @Test("goes on without a disk, and sends its record from memory")
    func noDisk() async throws {
        let server = try ScriptedServer([.answer(200)])
        defer { server.stop() }
        let relay = try await Rooms.relay()
        let keeping = keeping(try options(server.url))
        let bot = try Rooms.bot(port: relay.port) {
            $0.keeping = keeping
            $0.note = { [notes] in notes.add($0) }
        }
        let run = Rooms.run(bot)
        let alice = try Guest(port: relay.port)
        #expect(await alice.isIn())
        alice.say(segment("s1", "before"))
        #expect(await Rooms.wait { checkpoints() == 1 })
        // In one step: a checkpoint that is just being written would keep the folder from being removed.
        #expect(rename(folder.path, folder.path + ".away") == 0)
        alice.say(segment("s2", "after"))
        for number in 0...4 { alice.report(number) }
        #expect(await Rooms.wait { (bot.live?.reports ?? 0) >= 5 })
        #expect(await Rooms.wait { notes.contain("the session goes on, and is kept in memory only") })
        bot.interrupt()
        let outcome = await run.value
        #expect(try publish(keeping, outcome))
        let record = try body(server)
        #expect(texts(record).contains("after"))
        #expect(notes.contain("the record is sent without being on disk first"))
        alice.go()
        await relay.shutdown()
    }

    @Test("is made a record by the next start where its program was cut off, or gone on with")
    func cutOff() async throws {
        let server = try ScriptedServer([.answer(200)])
        defer { server.stop() }
        let relay = try await Rooms.relay()
        var first: RecordKeeping? = keeping(try options(server.url))
        let key = try #require(first?.recorder.key)
        let alice = try Guest(port: relay.port)
        #expect(await alice.isIn())
        do {
            let bot = try Rooms.bot(port: relay.port) { $0.keeping = first }
            let run = Rooms.run(bot)
            #expect(await Rooms.wait { bot.live?.participantCount == 1 })
            for number in 0...5 { alice.report(number) }
            alice.say(segment("s1", "one"))
            alice.say(segment("s2", "tw", final: false))
            #expect(await Rooms.wait { (bot.live?.reports ?? 0) >= 6 })
            // The newest checkpoint is behind the sixth report.
            let recorder = try #require(first?.recorder)
            let before = recorder.counters.snapshot.checkpoints
            let isWritten = await Rooms.wait { recorder.counters.snapshot.checkpoints >= before + 2 }
            #expect(isWritten)
            bot.interrupt()
            _ = await run.value
            bot.close()
        }
        // As if the program had been killed: nobody finished the session, and its lock is free.
        first = nil
        let isFree = await Rooms.wait { (try? SpooledSession.isFree(key, in: folder)) == true }
        #expect(isFree)
        let second = try resume(try options(server.url))
        let bot = try Rooms.bot(port: relay.port) { $0.keeping = second }
        let run = Rooms.run(bot)
        #expect(await Rooms.wait { bot.live?.phase == .attached })
        for number in 6...10 { alice.report(number) }
        alice.say(segment("s2", "two"))
        #expect(await Rooms.wait { (bot.live?.reports ?? 0) >= 11 })
        bot.interrupt()
        let outcome = await run.value
        #expect(outcome.block?.totalReadings == 10)
        #expect(outcome.block?.averageBitrate == 1000)
        #expect(try publish(second, outcome))
        let record = try body(server)
        #expect(record["session_id"] == .string(key.text))
        #expect(texts(record) == ["one", "two"])
        #expect(try folder.recover().isEmpty)
        #expect(home.names("spool") == ["lock"])
        alice.go()
        await relay.shutdown()
    }

    @Test("goes on where the metadata names another user than the option, which stands before it")
    func optionsBeforeMetadata() async throws {
        let key = UUIDText.random()
        do {
            var files = try SpooledSession(beginning: key, in: folder)
            var session = RoomSession(room: RoomInfo(name: "r"))
            session.tick(Clock.wall)
            try files.save(Checkpoint(key: key, ids: SessionIDs(userID: "ada"), session: session))
        }
        let relay = try await Rooms.relay()
        let query = [("room", "r"), ("identity", "bob"), ("metadata", #"{"user_id": "bob"}"#)]
        let bob = try FeedClient(Rooms.feed(port: relay.port, query: query)) { _, _ in }
        #expect(await Rooms.wait { bob.statistics.connects > 0 })
        var options = try options(nil)
        options.ids = SessionIDs(userID: "ada")
        let keeping = try resume(options)
        let bot = try Rooms.bot(port: relay.port) { $0.keeping = keeping }
        let run = Rooms.run(bot)
        #expect(await Rooms.wait { bot.live?.phase == .attached })
        bot.interrupt()
        #expect(await run.value.summary?.end == .interrupted)
        bob.stop()
        await relay.shutdown()
    }

    @Test("says that the room's metadata is nothing that ids could be read from")
    func oddMetadata() async throws {
        let relay = try await Rooms.relay()
        let query = [("room", "r"), ("identity", "bob"), ("metadata", "[1]")]
        let bob = try FeedClient(Rooms.feed(port: relay.port, query: query)) { _, _ in }
        #expect(await Rooms.wait { bob.statistics.connects > 0 })
        let keeping = keeping(try options(nil))
        let bot = try Rooms.bot(port: relay.port) {
            $0.keeping = keeping
            $0.note = { [notes] in notes.add($0) }
        }
        let run = Rooms.run(bot)
        #expect(await Rooms.wait { notes.contain("the room's metadata is no JSON object: no ids are read from it") })
        bot.interrupt()
        _ = await run.value
        bob.stop()
        await relay.shutdown()
    }

    @Test("ends where the room that it goes on with has another user's session now, and mixes nobody's words")
    func anothersSession() async throws {
        let server = try ScriptedServer([.answer(200)])
        defer { server.stop() }
        let key = UUIDText.random()
        do {
            var files = try SpooledSession(beginning: key, in: folder)
            try files.append([TranscriptLine(speaker: .user, text: "ada's words", timestamp: Clock.wall)])
            var session = RoomSession(room: RoomInfo(name: "r"))
            session.tick(Clock.wall)
            try files.save(Checkpoint(key: key, ids: SessionIDs(userID: "ada"), session: session))
        }
        let relay = try await Rooms.relay()
        let query = [("room", "r"), ("identity", "bob"), ("metadata", #"{"user_id": "bob"}"#)]
        let bob = try FeedClient(Rooms.feed(port: relay.port, query: query)) { _, _ in }
        #expect(await Rooms.wait { bob.statistics.connects > 0 })
        let keeping = try resume(try options(server.url))
        let bot = try Rooms.bot(port: relay.port) { $0.keeping = keeping }
        let outcome = await Rooms.run(bot).value
        #expect(outcome.summary?.end == .anotherSession)
        #expect(try publish(keeping, outcome))
        let record = try body(server)
        #expect(record["user_id"] == "ada")
        #expect(texts(record) == ["ada's words"])
        #expect(record["end_reason"] == "another_session")
        bob.stop()
        await relay.shutdown()
    }

    private func resume(_ options: RecordOptions) throws -> RecordKeeping {
        guard let session = try folder.resume(room: "r") else {
            throw ChildProcess.Failure(description: "there is no session to go on with")
        }
        return RecordKeeping(options, resuming: session) { [notes] in notes.add($0) }
    }

    @Test("sends what earlier runs could not, while it runs")
    func waiting() async throws {
        let server = try ScriptedServer([.answer(200)])
        defer { server.stop() }
        let old = SessionRecord(
            sessionID: .random(), mode: .voice, startTime: 0, endTime: 0, durationSeconds: 0, qualityMetrics: [:],
            endReason: "x")
        _ = try folder.add(SpooledRecord(old, saveURL: server.url), key: old.sessionID)
        let options = try options(server.url)
        let keeping = keeping(options)
        let waiting = WaitingRecords(
            folder, sender: try #require(options.sender), counters: keeping.recorder.counters
        ) { [notes] in notes.add($0) }
        waiting.start()
        #expect(await Rooms.wait { server.requests.count == 1 })
        #expect(await Rooms.wait { notes.contain("waiting sessions saved: 1") })
        #expect(keeping.recorder.counters.snapshot.saved == 1)
        waiting.stop()
    }

    @Test("says nothing of earlier records that it was stopped in the middle of: nobody turned them away")
    func waitingStopped() async throws {
        let server = try ScriptedServer([.hang])
        defer { server.stop() }
        let old = SessionRecord(
            sessionID: .random(), mode: .voice, startTime: 0, endTime: 0, durationSeconds: 0, qualityMetrics: [:],
            endReason: "x")
        let name = try folder.add(SpooledRecord(old, saveURL: server.url), key: old.sessionID)
        let options = try options(server.url)
        let keeping = keeping(options)
        let waiting = WaitingRecords(
            folder, sender: try #require(options.sender), counters: keeping.recorder.counters
        ) { [notes] in notes.add($0) }
        waiting.start()
        #expect(await Rooms.wait { server.requests.count == 1 })
        waiting.stop()
        #expect(await Rooms.wait { keeping.recorder.counters.snapshot.waiting == 1 })
        try await Task.sleep(for: .milliseconds(200))
        #expect(!notes.contain("earlier runs"))
        #expect(try folder.records() == [name])
    }
}
