import Foundation
import LiveKitAPI
import LiveServer
import Relay
import RoomAccess
import Synchronization
import TestSupport
import Testing
import Vitals
import VitalsJSON

@testable import Monitor
@testable import SessionRecords

/// Bots for rooms of a real relay, with real spools and a save endpoint that does what it is told; the list of rooms is
/// what the test says.
@Suite(.serialized, .timeLimit(.minutes(3))) struct RoomFleetTests {
    private final class ToldRooms: RoomList {
        private let state = Mutex<Result<[RunningRoom], RoomServiceFailure>>(.success([]))

        func tell(_ names: [String]) { state.withLock { $0 = .success(names.map { RunningRoom(sid: "", name: $0) }) } }
        func fail() { state.withLock { $0 = .failure(.unreachable("not now")) } }

        func rooms(
            named names: [String], isCancelled: @escaping @Sendable () -> Bool
        ) throws(RoomServiceFailure) -> [RunningRoom] {
            let rooms = try state.withLock { $0 }.get()
            return names.isEmpty ? rooms : rooms.filter { names.contains($0.name) }
        }
    }

    private final class Notes: Sendable {
        private let lines = Mutex<[String]>([])
        func add(_ line: String) { lines.withLock { $0.append(line) } }
        func contain(_ text: String) -> Bool { lines.withLock { $0.contains { $0.contains(text) } } }
    }

    private let home: TemporaryFolder
    private let folder: SpoolFolder
    private let list = ToldRooms()
    private let notes = Notes()
    private let site = LocalPort.makeSite(version: "test")

    init() throws {
        home = try TemporaryFolder()
        folder = try SpoolFolder(home.path("spool"))
    }

    private func fleet(_ port: Int, _ change: (inout FleetLimits) -> Void = { _ in }) throws -> RoomFleet {
        var options = RoomFleet.Options(
            place: { room in
                // Such a text is a URL, and the folder of the feed is there.
                guard
                    let feed = try? Rooms.feed(
                        port: port, query: [("room", room), ("identity", "monitor"), ("role", "monitor")])
                else { fatalError("no feed") }
                return .feed(feed)
            }, note: { [notes] in notes.add($0) })
        options.grace = 0.5
        options.limits.startInterval = 0.01
        options.limits.sweepInterval = 0.1
        options.limits.failedSweepInterval = 0.1
        options.limits.patience = 5
        options.limits.resumePatience = 2
        change(&options.limits)
        let keys = try AccessTokenVerifier(keys: ["key": "secret"])
        return RoomFleet(
            options, site: site, list: list, webhooks: WebhookGate(keys, now: { Clock.wall / 1000 }))
    }

    private func record(_ url: String) throws -> RecordOptions {
        let sender = RecordSender(
            endpoint: try SaveEndpoint(url), userAgent: "test", wallClock: { Clock.wall / 1000 },
            monotonicClock: { Clock.monotonic }, pause: { usleep(UInt32($0 * 1e4)) })
        var options = RecordOptions(folder: folder, sender: sender)
        options.checkpointInterval = 0.1
        options.savesEmptySessions = false
        return options
    }

    /// What the room's page says of the record.
    private var saveState: SaveReport.State? {
        guard let room = site.rooms.all.first else { return nil }
        room.advance(now: Clock.monotonic)
        return room.view.save?.state
    }

    private func event(_ kind: WebhookEvent.Kind, _ room: String) -> WebhookEvent {
        WebhookEvent(kind: kind, id: "EV_\(UUID())", room: RunningRoom(sid: "", name: room))
    }

    private func records(_ server: ScriptedServer) throws -> [JSONValue] {
        try server.requests.map { request in try request.body.withUnsafeBytes { try JSONValue(parsing: $0) } }
    }

    private func shutdown(_ fleet: RoomFleet) async {
        await Task.detached(executorPreference: ThreadExecutor()) { fleet.shutdown() }.value
    }

    @Test("each room has a bot and a record of its own, whether a webhook or the list tells of it")
    func rooms() async throws {
        let server = try ScriptedServer([.answer(201)])
        defer { server.stop() }
        let relay = try await Rooms.relay()
        let fleet = try fleet(relay.port)
        list.tell(["listed", "hooked"])
        let alice = try Guest(port: relay.port, room: "listed")
        let bob = try Guest(port: relay.port, identity: "bob", room: "hooked")
        #expect(await alice.isIn())
        #expect(await bob.isIn())
        fleet.take(event(.open, "hooked"))
        fleet.start(record: try record(server.url))
        for room in ["listed", "hooked"] {
            #expect(await Rooms.wait { notes.contain("\(room): attached to \(room)") })
        }
        #expect(fleet.statistics.bots == 2)
        #expect(await Rooms.wait { home.names("spool").count { $0.hasSuffix(".checkpoint") } == 2 })
        #expect(await relay.deleteRoom("listed"))
        list.tell(["hooked"])
        #expect(await Rooms.wait { fleet.statistics.ended == ["room_ended": 1] })
        #expect(await Rooms.wait { server.requests.count == 1 })
        // The other one goes on, and ends with the program.
        #expect(fleet.statistics.bots >= 1)
        await shutdown(fleet)
        let saved = try records(server)
        #expect(saved.map { $0["room"] } == ["listed", "hooked"])
        #expect(saved.map { $0["end_reason"] } == ["room_ended", "interrupted"])
        #expect(home.names("spool") == ["lock"])
        #expect(fleet.statistics.bots == 0)
        #expect(fleet.counters.snapshot.saved == 2)
        alice.go()
        bob.go()
        await relay.shutdown()
    }

    @Test("what the server says of a room's end is believed where the bot does not hear it itself")
    func finished() async throws {
        let server = try ScriptedServer([.answer(201)])
        defer { server.stop() }
        let relay = try await Rooms.relay()
        let fleet = try fleet(relay.port)
        list.tell(["r"])
        let alice = try Guest(port: relay.port)
        #expect(await alice.isIn())
        fleet.start(record: try record(server.url))
        #expect(await Rooms.wait { notes.contain("r: session") })
        list.tell([])
        fleet.take(event(.finished, "r"))
        #expect(await Rooms.wait { server.requests.count == 1 })
        #expect(try records(server).first?["end_reason"] == "room_ended")
        await shutdown(fleet)
        alice.go()
        await relay.shutdown()
    }

    /// A room's session that ends while its spool's folder is away and the endpoint is down.
    private func endWithoutDisk(_ fleet: RoomFleet, _ relay: RelayServer, _ url: String) async throws {
        list.tell(["r"])
        let alice = try Guest(port: relay.port)
        #expect(await alice.isIn())
        fleet.start(record: try record(url))
        #expect(await Rooms.wait { notes.contain("r: session") })
        #expect(rename(folder.path, folder.path + ".away") == 0)
        #expect(await relay.deleteRoom("r"))
        list.tell([])
        #expect(await Rooms.wait { notes.contain("it is in memory, and both are asked again") })
        #expect(await Rooms.wait { fleet.counters.snapshot.held == 1 })
        #expect(await Rooms.wait { fleet.statistics.bots == 0 })
        #expect(saveState == .saving)
        alice.go()
    }

    @Test("a record that neither disk nor endpoint takes is held until the endpoint does")
    func heldForTheEndpoint() async throws {
        let server = try ScriptedServer(Array(repeating: .answer(503), count: 6) + [.answer(201)])
        defer { server.stop() }
        let relay = try await Rooms.relay()
        let fleet = try fleet(relay.port) { $0.held.pace = 0.1 }
        try await endWithoutDisk(fleet, relay, server.url)
        #expect(await Rooms.wait { fleet.counters.snapshot.saved == 1 })
        #expect(await Rooms.wait { fleet.counters.snapshot.held == 0 })
        #expect(try records(server).last?["end_reason"] == "room_ended")
        #expect(saveState == .saved)
        // What the disk has of it does not come again.
        #expect(rename(folder.path + ".away", folder.path) == 0)
        #expect(fleet.counters.snapshot.lost == 0)
        await shutdown(fleet)
        await relay.shutdown()
    }

    @Test(
        "a record that neither disk nor endpoint takes is held until the disk does, at the program's end at the latest",
        arguments: [false, true])
    func heldForTheDisk(isEnding: Bool) async throws {
        let server = try ScriptedServer([.answer(503)])
        defer { server.stop() }
        let relay = try await Rooms.relay()
        let fleet = try fleet(relay.port) { $0.held.pace = isEnding ? 3_600 : 0.1 }
        try await endWithoutDisk(fleet, relay, server.url)
        #expect(rename(folder.path + ".away", folder.path) == 0)
        if isEnding { await shutdown(fleet) }
        #expect(await Rooms.wait { home.names("spool").contains { $0.hasSuffix(".record") } })
        #expect(await Rooms.wait { fleet.counters.snapshot.held == 0 })
        #expect(try folder.records().count == 1)
        #expect(!notes.contain("is lost"))
        if !isEnding { await shutdown(fleet) }
        await relay.shutdown()
    }

    @Test("the last round at the program's end is waited for, whatever was held before")
    func heldTwice() async throws {
        let server = try ScriptedServer([.answer(503)])
        defer { server.stop() }
        let relay = try await Rooms.relay()
        let fleet = try fleet(relay.port) { $0.held.pace = 0.1 }
        try await endWithoutDisk(fleet, relay, server.url)
        #expect(rename(folder.path + ".away", folder.path) == 0)
        #expect(await Rooms.wait { fleet.counters.snapshot.held == 0 })
        // The thread of the first has ended; this is another's.
        let bob = try Guest(port: relay.port, identity: "bob", room: "q")
        #expect(await bob.isIn())
        list.tell(["q"])
        #expect(await Rooms.wait { notes.contain("q: session") })
        #expect(rename(folder.path, folder.path + ".away") == 0)
        #expect(await relay.deleteRoom("q"))
        list.tell([])
        #expect(await Rooms.wait { fleet.counters.snapshot.held == 1 })
        #expect(rename(folder.path + ".away", folder.path) == 0)
        await shutdown(fleet)
        #expect(try folder.records().count == 2)
        #expect(!notes.contain("is lost"))
        bob.go()
        await relay.shutdown()
    }

    @Test(
        "more than may be held is lost, which is counted and said; what is held is lost with the program, which is said"
    )
    func heldNoMore() async throws {
        let server = try ScriptedServer([.answer(503)])
        defer { server.stop() }
        let relay = try await Rooms.relay()
        let fleet = try fleet(relay.port) { $0.held.records = 1 }
        try await endWithoutDisk(fleet, relay, server.url)
        let bob = try Guest(port: relay.port, identity: "bob", room: "q")
        #expect(await bob.isIn())
        list.tell(["q"])
        #expect(await Rooms.wait { notes.contain("q: attached to q") })
        #expect(await relay.deleteRoom("q"))
        list.tell([])
        #expect(await Rooms.wait { fleet.counters.snapshot.lost == 1 })
        #expect(notes.contain("q: Failed to save session"))
        await shutdown(fleet)
        #expect(notes.contain("is lost: there is what its last checkpoint has"))
        bob.go()
        await relay.shutdown()
    }

    @Test("of a room to which nobody comes nothing is saved, and nothing is on disk")
    func empty() async throws {
        let server = try ScriptedServer([.answer(201)])
        defer { server.stop() }
        let relay = try await Rooms.relay()
        await relay.reserveRoom("r")
        let fleet = try fleet(relay.port)
        list.tell(["r"])
        fleet.start(record: try record(server.url))
        #expect(await Rooms.wait { notes.contain("r: attached to r") })
        try await Task.sleep(for: .milliseconds(300))
        #expect(home.names("spool").allSatisfy { $0 == "lock" })
        await shutdown(fleet)
        #expect(server.requests.isEmpty)
        #expect(fleet.statistics.empty == 1)
        await relay.shutdown()
    }

    @Test("a room that is over by its turn is not opened again")
    func vanished() async throws {
        let relay = try await Rooms.relay()
        let fleet = try fleet(relay.port) { $0.sweepInterval = 60 }
        fleet.start(record: nil)
        #expect(await Rooms.wait { fleet.statistics.sweeps == 1 })
        fleet.take(event(.open, "gone"))
        #expect(await Rooms.wait { fleet.statistics.vanished == 1 })
        #expect(fleet.statistics.started == 0)
        #expect(relay.statistics.joins == 0)
        await shutdown(fleet)
        await relay.shutdown()
    }

    @Test("where the server does not list its rooms, webhooks are followed, and the operator is told once")
    func unlisted() async throws {
        let relay = try await Rooms.relay()
        let fleet = try fleet(relay.port)
        list.fail()
        fleet.start(record: nil)
        #expect(await Rooms.wait { fleet.statistics.failedSweeps >= 3 })
        let alice = try Guest(port: relay.port)
        #expect(await alice.isIn())
        fleet.take(event(.open, "r"))
        #expect(await Rooms.wait { notes.contain("r: attached to r") })
        list.tell(["r"])
        #expect(await Rooms.wait { notes.contain("tells of its rooms again: 1") })
        #expect(fleet.statistics.bots == 1)
        await shutdown(fleet)
        alice.go()
        await relay.shutdown()
    }

    @Test("what was told some time ago is not joined unasked: that could open a room that is over")
    func stale() async throws {
        let relay = try await Rooms.relay()
        let fleet = try fleet(relay.port) { $0.freshness = -1 }
        list.fail()
        fleet.start(record: nil)
        fleet.take(event(.open, "r"))
        #expect(await Rooms.wait { fleet.statistics.failedSweeps >= 5 })
        #expect(fleet.statistics.started == 0 && fleet.statistics.waiting == 1)
        #expect(relay.statistics.joins == 0)
        list.tell(["r"])
        #expect(await Rooms.wait { fleet.statistics.started == 1 })
        await shutdown(fleet)
        await relay.shutdown()
    }

    @Test("a session that a crash cut off goes on where its room is still there, and is saved where it is not")
    func cutOff() async throws {
        let server = try ScriptedServer([.answer(201)])
        defer { server.stop() }
        let relay = try await Rooms.relay()
        for room in ["there", "gone"] {
            var session = RoomSession(room: RoomInfo(name: room))
            session.apply(
                .update([ParticipantInfo(sid: "PA_1", identity: "alice")]), at: Clock.wall - 60_000)
            var files = try SpooledSession(beginning: .random(), in: folder)
            let key = files.key
            try files.save(
                Checkpoint(
                    key: key, ids: SessionIDs(userID: "of \(room)"), subject: nil, saveURL: nil, session: session,
                    openSegments: [], transcriptOmitted: 0))
        }
        let fleet = try fleet(relay.port)
        list.tell(["there"])
        let alice = try Guest(port: relay.port, room: "there")
        #expect(await alice.isIn())
        fleet.start(record: try record(server.url))
        #expect(await Rooms.wait { server.requests.count == 1 })
        let recovered = try #require(try records(server).first)
        #expect(recovered["room"] == "gone")
        #expect(recovered["partial"] == true)
        #expect(await Rooms.wait { notes.contain("there: attached again to there") })
        await shutdown(fleet)
        let saved = try records(server)
        #expect(saved.count == 2)
        #expect(saved.last?["user_id"] == "of there")
        #expect(saved.last?["partial"] == false)
        guard case .number(let seconds)? = saved.last?["duration_seconds"] else {
            Issue.record("no duration")
            return
        }
        #expect(seconds >= 60)
        #expect(fleet.statistics.resumed == 1)
        alice.go()
        await relay.shutdown()
    }

    @Test("beyond the bound of bots a room waits until another one is over")
    func bound() async throws {
        let relay = try await Rooms.relay()
        let fleet = try fleet(relay.port) { $0.bots = 1 }
        let alice = try Guest(port: relay.port, room: "a")
        let bob = try Guest(port: relay.port, identity: "bob", room: "b")
        #expect(await alice.isIn())
        #expect(await bob.isIn())
        list.tell(["a", "b"])
        fleet.start(record: nil)
        #expect(await Rooms.wait { notes.contain("a: attached to a") })
        #expect(fleet.statistics.waiting == 1)
        list.tell(["b"])
        #expect(await relay.deleteRoom("a"))
        #expect(await Rooms.wait { notes.contain("b: attached to b") })
        await shutdown(fleet)
        alice.go()
        bob.go()
        await relay.shutdown()
    }
}
