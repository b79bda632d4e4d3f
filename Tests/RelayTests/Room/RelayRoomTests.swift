import Testing
import Vitals

@testable import Relay

/// A room's rules, without sockets or clocks.
@Suite struct RelayRoomTests {
    /// A room whose effects are told in short lines.
    struct Scene {
        var room: RelayRoom
        var lastNumber: UInt64 = 0

        init(isReserved: Bool = false, _ change: (inout RelayLimits) -> Void = { _ in }) {
            var limits = RelayLimits()
            change(&limits)
            room = RelayRoom(info: RoomInfo(sid: "RM_1", name: "room"), limits: limits, isReserved: isReserved)
        }

        mutating func join(
            _ identity: String, _ rights: Admission.Rights = [.visible, .publishes], resumeId: String? = nil,
            at now: Int = 0
        ) throws -> (id: ConnectionID, lines: [String]) {
            lastNumber += 1
            let id = ConnectionID(number: lastNumber)
            let admission = Admission(room: "room", identity: identity, rights: rights, resumeId: resumeId)
            let effects = try room.join(
                id, admission, sid: "PA_\(lastNumber)", resumeId: "RS_\(lastNumber)", now: .seconds(now))
            return (id, lines(effects))
        }

        mutating func left(_ id: ConnectionID, isFarewell: Bool, at now: Int) -> [String] {
            lines(room.left(id, isFarewell: isFarewell, now: .seconds(now)))
        }

        mutating func advance(to now: Int) -> [String] { lines(room.advance(to: .seconds(now))) }

        mutating func receive(_ message: FeedMessage, from id: ConnectionID, at now: Int = 0) throws -> [String] {
            lines(try room.receive(message, from: id, now: .seconds(now)))
        }

        func lines(_ effects: [RoomEffect]) -> [String] { effects.map(line) }

        private func line(_ effect: RoomEffect) -> String {
            switch effect {
            case .ended: return "ended"
            case .dismiss(let id, let reason): return "\(id.number): dismiss \(reason.rawValue)"
            case .send(let message, let receivers):
                return receivers.map { "\($0.number)" }.joined(separator: ",") + ": " + text(message)
            }
        }

        private func text(_ message: FeedMessage) -> String {
            switch message {
            case .join(let join):
                let others = join.otherParticipants.map(\.identity).joined(separator: " ")
                return "join \(join.participant.sid) [\(others)]"
            case .update(let infos):
                return "update "
                    + infos.map {
                        [$0.identity, $0.sid, $0.state.rawValue, $0.disconnectReason].filter { !$0.isEmpty }
                            .joined(separator: " ") + ($0.tracks.isEmpty ? "" : " tracks \($0.tracks.map(\.sid))")
                    }.joined(separator: ", ")
            case .connectionQuality(let updates):
                return "quality " + updates.map { "\($0.participantSid) \($0.quality)" }.joined(separator: ", ")
            case .transcription(let transcription): return "words of \(transcription.identity)"
            case .roomUpdate(let info): return "room \(info.metadata)"
            default: return "\(message)"
            }
        }
    }

    // MARK: - Coming and going

    @Test func aMonitorSeesThoseWhoAreThereAndThoseWhoCome() throws {
        var scene = Scene()
        #expect(try scene.join("alice").lines == ["1: join PA_1 []"])
        #expect(try scene.join("bot", [.subscribes]).lines == ["2: join PA_2 [alice]"])
        #expect(try scene.join("bob").lines == ["3: join PA_3 []", "2: update bob PA_3 ACTIVE"])
        #expect(try scene.join("bot2", [.subscribes]).lines == ["4: join PA_4 [alice bob]"])
        #expect(scene.room.participantCount == 2 && scene.room.monitorCount == 2)
    }

    @Test func aVisibleSubscriberIsBoth() throws {
        var scene = Scene()
        _ = try scene.join("alice")
        #expect(try scene.join("bob", [.visible, .publishes, .subscribes]).lines == ["2: join PA_2 [alice]"])
        #expect(try scene.join("carol").lines == ["3: join PA_3 []", "2: update carol PA_3 ACTIVE"])
        #expect(scene.room.monitorCount == 0)
    }

    @Test func aFarewellIsToldAtOnceALossAfterTheTimeout() throws {
        var scene = Scene { $0.departureTimeout = .seconds(10) }
        _ = try scene.join("bot", [.subscribes])
        let alice = try scene.join("alice").id
        let bob = try scene.join("bob").id
        #expect(
            try scene.receive(.leave(.clientInitiated), from: alice, at: 5)
                == ["2: dismiss CLIENT_INITIATED", "1: update alice PA_2 DISCONNECTED CLIENT_INITIATED"])
        #expect(scene.left(alice, isFarewell: false, at: 5) == [])
        #expect(scene.left(bob, isFarewell: false, at: 6) == [])
        #expect(scene.room.nextDeadline == .seconds(16))
        #expect(scene.advance(to: 15) == [])
        #expect(scene.advance(to: 16) == ["1: update bob PA_3 DISCONNECTED CONNECTION_TIMEOUT"])
    }

    @Test func aResumeInTimeGoesUnnoticed() throws {
        var scene = Scene { $0.departureTimeout = .seconds(10) }
        let bot = try scene.join("bot", [.subscribes]).id
        let alice = try scene.join("alice").id
        _ = try scene.receive(
            .update([ParticipantInfo(identity: "alice", tracks: [TrackInfo(sid: "TR_1", kind: .video)])]), from: alice)
        _ = scene.left(alice, isFarewell: false, at: 5)
        #expect(try scene.join("alice", resumeId: "RS_2", at: 14).lines == ["3: join PA_2 []"])
        #expect(scene.advance(to: 100) == [])
        _ = scene.left(bot, isFarewell: false, at: 100)
        #expect(try scene.join("bot", [.subscribes], at: 101).lines == ["4: join PA_4 [alice]"])
    }

    @Test(arguments: [nil, "RS_9", ""])
    func aRejoinWithoutTheResumeIdIsSomebodyNew(resumeId: String?) throws {
        var scene = Scene()
        _ = try scene.join("bot", [.subscribes])
        let alice = try scene.join("alice").id
        _ = scene.left(alice, isFarewell: false, at: 5)
        #expect(
            try scene.join("alice", resumeId: resumeId, at: 6).lines == [
                "1: update alice PA_2 DISCONNECTED CONNECTION_TIMEOUT", "3: join PA_3 []",
                "1: update alice PA_3 ACTIVE",
            ])
        #expect(scene.advance(to: 100) == [])
    }

    @Test func theOlderConnectionOfAnIdentityIsDismissed() throws {
        var scene = Scene()
        _ = try scene.join("bot", [.subscribes])
        let older = try scene.join("alice").id
        #expect(
            try scene.join("alice").lines == [
                "2: dismiss DUPLICATE_IDENTITY", "1: update alice PA_2 DISCONNECTED DUPLICATE_IDENTITY",
                "3: join PA_3 []", "1: update alice PA_3 ACTIVE",
            ])
        #expect(scene.left(older, isFarewell: false, at: 1) == [])
        #expect(scene.advance(to: 100) == [])
        #expect(
            try scene.join("alice", resumeId: "RS_3").lines == ["3: dismiss DUPLICATE_IDENTITY", "4: join PA_3 []"])
        #expect(
            try scene.join("bot", [.subscribes]).lines == ["1: dismiss DUPLICATE_IDENTITY", "5: join PA_5 [alice]"])
    }

    @Test func aMonitorThatTakesAParticipantsNameReplacesIt() throws {
        var scene = Scene()
        _ = try scene.join("alice")
        #expect(try scene.join("alice", [.subscribes]).lines == ["1: dismiss DUPLICATE_IDENTITY", "2: join PA_2 []"])
        #expect(scene.room.participantCount == 0 && scene.room.monitorCount == 1)
    }

    // MARK: - The end

    @Test func theRoomEndsWhenTheLastParticipantHasBeenGoneForLongEnough() throws {
        var scene = Scene {
            $0.departureTimeout = .seconds(10)
            $0.emptyRoomTimeout = .seconds(20)
        }
        _ = try scene.join("bot", [.subscribes])
        let alice = try scene.join("alice").id
        let bob = try scene.join("bob").id
        _ = scene.left(bob, isFarewell: true, at: 1)
        #expect(scene.room.nextDeadline == nil)
        _ = scene.left(alice, isFarewell: false, at: 2)
        #expect(scene.advance(to: 12) == ["1: update alice PA_2 DISCONNECTED CONNECTION_TIMEOUT"])
        #expect(scene.room.nextDeadline == .seconds(32))
        #expect(try scene.join("alice", at: 31).lines.count == 2)
        #expect(scene.room.nextDeadline == nil)
        _ = scene.left(ConnectionID(number: 4), isFarewell: true, at: 40)
        #expect(scene.advance(to: 59) == [])
        #expect(scene.advance(to: 60) == ["1: dismiss ROOM_CLOSED", "ended"])
    }

    @Test func withoutATimeoutTheRoomEndsWithItsLastParticipant() throws {
        var scene = Scene {
            $0.departureTimeout = .zero
            $0.emptyRoomTimeout = .zero
        }
        _ = try scene.join("bot", [.subscribes])
        let alice = try scene.join("alice").id
        #expect(
            scene.left(alice, isFarewell: false, at: 7)
                == ["1: update alice PA_2 DISCONNECTED CONNECTION_TIMEOUT", "1: dismiss ROOM_CLOSED", "ended"])
    }

    @Test func aRoomOfMonitorsWaitsAsLongAsOneIsThere() throws {
        var scene = Scene()
        let first = try scene.join("bot", [.subscribes]).id
        let second = try scene.join("bot2", [.subscribes]).id
        #expect(scene.room.nextDeadline == nil)
        #expect(scene.left(first, isFarewell: false, at: 1_000) == [])
        #expect(scene.left(second, isFarewell: false, at: 2_000) == ["ended"])
    }

    @Test func aReservedRoomWaitsForItsFirstParticipant() throws {
        var scene = Scene(isReserved: true) { $0.emptyRoomTimeout = .zero }
        let bot = try scene.join("bot", [.subscribes]).id
        #expect(scene.left(bot, isFarewell: true, at: 1) == [])
        let alice = try scene.join("alice").id
        #expect(scene.left(alice, isFarewell: true, at: 2) == ["ended"])
    }

    @Test func agentsDoNotKeepARoomOpen() throws {
        var scene = Scene { $0.emptyRoomTimeout = .zero }
        _ = try scene.join("agent", [.visible, .publishes, .agent])
        let alice = try scene.join("alice").id
        #expect(scene.left(alice, isFarewell: true, at: 1) == ["1: dismiss ROOM_CLOSED", "ended"])
        var waiting = Scene()
        let agent = try waiting.join("agent", [.visible, .publishes, .agent]).id
        #expect(waiting.left(agent, isFarewell: true, at: 1) == ["ended"])
    }

    @Test func whoeverAdministersMayEndTheRoom() throws {
        var scene = Scene()
        let alice = try scene.join("alice").id
        #expect(throws: MessageRefusal.notAllowed) { try scene.receive(.leave(.roomDeleted), from: alice) }
        let admin = try scene.join("admin", [.subscribes, .administers]).id
        #expect(
            try scene.receive(.leave(.roomDeleted), from: admin)
                == ["1: dismiss ROOM_DELETED", "2: dismiss ROOM_DELETED", "ended"])
        #expect(scene.left(alice, isFarewell: false, at: 1) == [])
        #expect(scene.room.participantCount == 0 && scene.room.monitorCount == 0)
    }

    // MARK: - Bounds

    @Test func aFullRoomTakesNobodyButThoseWhoComeBack() throws {
        var scene = Scene {
            $0.maxParticipantsPerRoom = 2
            $0.maxMonitorsPerRoom = 1
        }
        _ = try scene.join("alice")
        let bob = try scene.join("bob").id
        _ = try scene.join("bot", [.subscribes])
        #expect(throws: RelayRoom.JoinRefusal.tooManyParticipants) { try scene.join("carol") }
        #expect(throws: RelayRoom.JoinRefusal.tooManyParticipants) { try scene.join("bot") }
        #expect(throws: RelayRoom.JoinRefusal.tooManyMonitors) { try scene.join("bot2", [.subscribes]) }
        #expect(throws: RelayRoom.JoinRefusal.tooManyMonitors) { try scene.join("alice", [.subscribes]) }
        _ = scene.left(bob, isFarewell: false, at: 1)
        _ = try scene.join("bob", resumeId: "RS_2", at: 2)
        _ = try scene.join("alice")
        _ = try scene.join("bot", [.subscribes])
        #expect(scene.room.participantCount == 2 && scene.room.monitorCount == 1)
    }

    @Test func manyParticipantsComeInSeveralMessages() throws {
        var scene = Scene { $0.maxParticipantsPerMessage = 2 }
        for name in ["a", "b", "c", "d", "e"] { _ = try scene.join(name) }
        let lines = try scene.join("bot", [.subscribes]).lines
        #expect(
            lines == ["6: join PA_6 [a b]", "6: update c PA_3 ACTIVE, d PA_4 ACTIVE", "6: update e PA_5 ACTIVE"])
    }

    @Test func largeParticipantsComeInSeveralMessages() throws {
        var scene = Scene { $0.maxParticipantBytesPerMessage = 20_000 }
        for name in ["a", "b"] {
            let id = try scene.join(name).id
            let info = ParticipantInfo(identity: name, attributes: ["k": String(repeating: "v", count: 2_000)])
            _ = try scene.receive(.update([info]), from: id)
        }
        #expect(try scene.join("bot", [.subscribes]).lines == ["3: join PA_3 [a]", "3: update b PA_2 ACTIVE"])
    }

    // MARK: - Messages

    @Test func statsGoToThoseWhoWantThem() throws {
        var scene = Scene()
        let alice = try scene.join("alice").id
        let all = try scene.join("all", [.subscribes]).id
        let some = try scene.join("some", [.subscribes]).id
        let none = try scene.join("none", [.subscribes]).id
        let both = try scene.join("both", [.visible, .publishes, .subscribes]).id
        _ = try scene.receive(.subscribeStats(["bob", "alice"]), from: some)
        _ = try scene.receive(.subscribeStats([]), from: none)
        #expect(
            try scene.room.statsRoute(from: alice)
                == StatsRoute(identity: "alice", sid: "PA_1", receivers: [all, some, both]))
        #expect(try scene.room.statsRoute(from: both).receivers == [all])
        _ = try scene.receive(.subscribeStats(["x", "*"]), from: none)
        #expect(try scene.room.statsRoute(from: alice).receivers == [all, some, none, both])
        #expect(throws: MessageRefusal.notAllowed) { try scene.room.statsRoute(from: all) }
        #expect(throws: MessageRefusal.notAllowed) { try scene.receive(.subscribeStats(["*"]), from: alice) }
        let silent = try scene.join("silent", [.visible]).id
        #expect(throws: MessageRefusal.notAllowed) { try scene.room.statsRoute(from: silent) }
    }

    @Test func nobodySpeaksForAnother() throws {
        var scene = Scene()
        _ = try scene.join("bot", [.subscribes])
        let alice = try scene.join("alice").id
        func words(of identity: String) -> FeedMessage {
            .transcription(Transcription(identity: identity, segments: []))
        }
        #expect(try scene.receive(words(of: ""), from: alice) == ["1: words of alice"])
        #expect(try scene.receive(words(of: "alice"), from: alice) == ["1: words of alice"])
        #expect(throws: MessageRefusal.notAboutSender) { try scene.receive(words(of: "bob"), from: alice) }
        let agent = try scene.join("agent", [.subscribes, .publishes, .agent]).id
        #expect(try scene.receive(words(of: "alice"), from: agent) == ["1,3: words of alice"])
        let monitor = try scene.join("monitor", [.subscribes]).id
        #expect(throws: MessageRefusal.notAllowed) { try scene.receive(words(of: "alice"), from: monitor) }
    }

    @Test func qualityIsOwnAndRememberedForThoseWhoComeLater() throws {
        var scene = Scene()
        _ = try scene.join("bot", [.subscribes])
        let alice = try scene.join("alice").id
        func level(_ sid: String, _ quality: ConnectionQuality) -> FeedMessage {
            .connectionQuality([.init(participantSid: sid, quality: quality)])
        }
        #expect(try scene.receive(level("", .good), from: alice) == ["1: quality PA_2 good"])
        #expect(try scene.receive(level("PA_2", .poor), from: alice) == ["1: quality PA_2 poor"])
        #expect(throws: MessageRefusal.notAboutSender) { try scene.receive(level("PA_1", .good), from: alice) }
        #expect(throws: MessageRefusal.notAllowed) {
            try scene.receive(level("", .good), from: ConnectionID(number: 1))
        }
        #expect(try scene.receive(.connectionQuality([]), from: alice) == [])
        #expect(try scene.join("late", [.subscribes]).lines == ["3: join PA_3 [alice]", "3: quality PA_2 poor"])
    }

    @Test func tracksAreOnesOwn() throws {
        var scene = Scene { $0.maxTracksPerParticipant = 2 }
        _ = try scene.join("bot", [.subscribes])
        let alice = try scene.join("alice").id
        func tracks(_ count: Int, sid: String = "", identity: String = "") -> FeedMessage {
            let tracks = (0..<count).map { TrackInfo(sid: "TR_\($0)", kind: .video) }
            return .update([ParticipantInfo(sid: sid, identity: identity, state: .disconnected, tracks: tracks)])
        }
        #expect(try scene.receive(tracks(1), from: alice) == ["1: update alice PA_2 ACTIVE tracks [\"TR_0\"]"])
        #expect(
            try scene.receive(tracks(0, sid: "PA_2", identity: "alice"), from: alice) == ["1: update alice PA_2 ACTIVE"]
        )
        #expect(throws: MessageRefusal.notAboutSender) { try scene.receive(tracks(1, identity: "bob"), from: alice) }
        #expect(throws: MessageRefusal.notAboutSender) { try scene.receive(tracks(1, sid: "PA_1"), from: alice) }
        #expect(throws: MessageRefusal.notAboutSender) { try scene.receive(.update([]), from: alice) }
        #expect(throws: MessageRefusal.tooMuch) { try scene.receive(tracks(3), from: alice) }
        let large = ParticipantInfo(identity: "", attributes: ["k": String(repeating: "v", count: 4_096)])
        #expect(throws: MessageRefusal.tooMuch) { try scene.receive(.update([large]), from: alice) }
        #expect(throws: MessageRefusal.notAllowed) { try scene.receive(tracks(1), from: ConnectionID(number: 1)) }
    }

    @Test func metadataIsChangedByThoseWhoAdminister() throws {
        var scene = Scene { $0.maxMetadataBytes = 4 }
        let alice = try scene.join("alice").id
        let admin = try scene.join("admin", [.subscribes, .administers]).id
        func room(_ metadata: String) -> FeedMessage {
            .roomUpdate(RoomInfo(sid: "x", name: "other", metadata: metadata))
        }
        #expect(try scene.receive(room("{  }"), from: admin) == ["1,2: room {  }"])
        #expect(scene.room.info == RoomInfo(sid: "RM_1", name: "room", metadata: "{  }"))
        #expect(throws: MessageRefusal.tooMuch) { try scene.receive(room("12345"), from: admin) }
        #expect(throws: MessageRefusal.notAllowed) { try scene.receive(room("{}"), from: alice) }
    }

    @Test func whatOnlyRelaysSayIsRefused() throws {
        var scene = Scene()
        let alice = try scene.join("alice").id
        let join = Join(room: RoomInfo(name: "room"), participant: ParticipantInfo(identity: "x"))
        for message: FeedMessage in [.join(join), .statsDropped(3), .pong(lastPingTimestamp: 1, timestamp: 2)] {
            #expect(throws: MessageRefusal.notForRelays) { try scene.receive(message, from: alice) }
        }
        #expect(try scene.receive(.unknown("speakersChanged"), from: alice) == [])
    }
}
