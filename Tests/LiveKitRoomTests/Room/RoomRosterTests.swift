import SwiftProtobuf
import Testing
import Vitals

@testable import LiveKitRoom

/// Who is in a room, by the events of a real engine.
@Suite struct RoomRosterTests {
    private func messages(
        of name: String, own: String, tail: Double = 20
    ) throws -> (messages: [(ms: Double, message: FeedMessage)], roster: RoomRoster) {
        let recorded = try RecordedEvents(name)
        var roster = RoomRoster(ownIdentity: own)
        var messages: [(ms: Double, message: FeedMessage)] = []
        let result = try #require(recorded.connection)
        messages.append((0, .join(roster.join(result))))
        var last = 0.0
        for (ms, event) in recorded.roomEvents {
            while last + 100 <= ms {
                last += 100
                messages += roster.tick(last / 1000).map { (last, $0) }
            }
            messages += roster.apply(event, at: ms / 1000).map { (ms, $0) }
        }
        messages += roster.tick(last / 1000 + tail).map { (last + tail * 1000, $0) }
        return (messages, roster)
    }

    private func departures(_ messages: [(ms: Double, message: FeedMessage)]) -> [(ms: Double, ParticipantInfo)] {
        messages.flatMap { ms, message -> [(ms: Double, ParticipantInfo)] in
            guard case .update(let infos) = message else { return [] }
            return infos.filter { $0.state == .disconnected }.map { (ms, $0) }
        }
    }

    @Test("people, tracks and attributes become updates, a goodbye with its reason at once")
    func people() throws {
        let (messages, roster) = try messages(of: "monitor_full", own: "mon-ffi")
        let updates = messages.flatMap { _, message -> [ParticipantInfo] in
            if case .update(let infos) = message { infos } else { [] }
        }
        #expect(Set(updates.map(\.identity)) == ["alice", "bob"])
        let alice = try #require(updates.last { $0.identity == "alice" && $0.state == .active })
        #expect(alice.sid.hasPrefix("PA_"))
        #expect(Set(alice.tracks.map(\.source)) == ["CAMERA", "MICROPHONE"])
        #expect(Set(alice.tracks.compactMap(\.kind)) == [.audio, .video])
        #expect(alice.tracks.allSatisfy { $0.sid.hasPrefix("TR_") })
        let gone = departures(messages)
        #expect(gone.allSatisfy { $0.1.tracks.isEmpty })
        #expect(gone.contains { $0.1.identity == "bob" && $0.1.disconnectReason == "CONNECTION_TIMEOUT" })
        #expect(roster.leftOut == 0)
    }

    @Test("quality names people by their sids, and POOR, which is 0, is poor")
    func quality() throws {
        let (messages, _) = try messages(of: "impaired_monitor", own: "mon-net")
        var heard: [ConnectionQuality] = []
        for case (_, .connectionQuality(let updates)) in messages {
            #expect(updates.allSatisfy { $0.participantSid.hasPrefix("PA_") })
            heard += updates.map(\.quality)
        }
        #expect(Set(heard) == [.excellent, .good, .poor, .lost])
    }

    @Test("a connection that begins anew sends nobody away, though the engine says so")
    func reconnects() throws {
        let (messages, _) = try messages(of: "reconnect_scenarios", own: "mon-sim", tail: 0)
        let recorded = try RecordedEvents("reconnect_scenarios").roomEvents
        let saidGone = recorded.filter { if case .participantDisconnected? = $0.event.message { true } else { false } }
        #expect(saidGone.count >= 2)
        #expect(departures(messages).isEmpty)
        let tracks = messages.compactMap { _, message -> Int? in
            if case .update(let infos) = message { infos.first?.tracks.count } else { nil }
        }
        // From the first to the last, once both are there.
        #expect(tracks.drop { $0 < 2 }.allSatisfy { $0 == 2 })
    }

    @Test("a server that goes says so by the name that LiveKit's signalling has for it")
    func shutdown() throws {
        let reasons = try RecordedEvents("server_shutdown_monitor").roomEvents.compactMap { _, event -> LeaveReason? in
            if case .disconnected(let gone)? = event.message { EngineNames.reason(gone.reason) } else { nil }
        }
        #expect(reasons == [.serverShutdown])
        #expect(EngineNames.reason(99) == .unknown && EngineNames.reason(-1) == .unknown)
    }

    @Test("a departure without a reason is believed when nobody has come back in time")
    func patience() {
        var roster = RoomRoster(ownIdentity: "bot")
        _ = roster.join(
            .with {
                $0.participants = [
                    .with {
                        $0.participant.info = .with {
                            $0.sid = "PA_a"
                            $0.identity = "alice"
                            $0.state = 2
                        }
                    }
                ]
            })
        let gone = EngineRoomEvent.with { $0.participantDisconnected = .with { $0.participantIdentity = "alice" } }
        #expect(roster.apply(gone, at: 5).isEmpty)
        #expect(roster.tick(5 + RoomRoster.patience - 0.1).isEmpty)
        #expect(roster.sid(of: "alice") == "PA_a")
        guard case .update(let infos)? = roster.tick(5 + RoomRoster.patience).first else {
            Issue.record("she is still there")
            return
        }
        #expect(infos.map(\.state) == [.disconnected])
        #expect(roster.sid(of: "alice") == nil)
        #expect(roster.tick(100).isEmpty)
    }

    @Test("the bot itself is no participant, and newcomers beyond the bounds are left out and counted")
    func bounds() {
        var roster = RoomRoster(ownIdentity: "bot")
        func connect(_ identity: String) -> [FeedMessage] {
            roster.apply(
                .with { event in
                    event.participantConnected.info.info = .with {
                        $0.identity = identity
                        $0.sid = "PA_\(identity)"
                    }
                }, at: 0)
        }
        #expect(connect("bot").isEmpty)
        for number in 0..<RoomRoster.maxParticipants { _ = connect("p\(number)") }
        #expect(connect("late").isEmpty)
        #expect(roster.leftOut == 1)
        func publish(_ number: Int) -> [FeedMessage] {
            roster.apply(
                .with { event in
                    event.trackPublished = .with {
                        $0.participantIdentity = "p0"
                        $0.publication.info = .with {
                            $0.sid = "TR_\(number)"
                            $0.kind = 2
                        }
                    }
                }, at: 0)
        }
        for number in 0..<RoomRoster.maxTracks { #expect(publish(number).count == 1) }
        #expect(publish(RoomRoster.maxTracks).isEmpty)
        #expect(roster.leftOut == 2)
    }
}
