import Testing
import Vitals
import VitalsJSON

/// Messages of a real LiveKit server 1.11.0, and what must be read from them.
@Suite struct LiveKitTrafficTests {
    private func messages() throws -> [FeedMessage] {
        try Fixture.livekit.lines().map { try FeedDecoder().decode($0) }
    }

    @Test func `every message is decoded`() throws {
        let messages = try messages()
        let unknown = messages.compactMap { if case .unknown(let name) = $0 { name } else { nil } }
        #expect(messages.count == 17)
        #expect(Set(unknown) == ["speakersChanged", "streamStateUpdate"])
    }

    @Test func `join names the room and the bot`() throws {
        let join = try #require(try messages().compactMap { if case .join(let join) = $0 { join } else { nil } }.first)
        #expect(
            join
                == Join(
                    room: RoomInfo(sid: "RM_9EzyohfEno7p", name: "sig"),
                    participant: ParticipantInfo(sid: "PA_6AFiRAk488Yu", identity: "mon-ws-visible", state: .joining),
                    pingInterval: 5, pingTimeout: 15))
    }

    @Test func `updates name participants, their tracks and their end`() throws {
        let alice = try messages().flatMap { message -> [ParticipantInfo] in
            if case .update(let participants) = message { participants } else { [] }
        }
        #expect(
            alice == [
                ParticipantInfo(
                    sid: "PA_fTcuCdtoHZVp", identity: "alice", state: .active,
                    tracks: [TrackInfo(sid: "TR_VCMYqGiXKV9zXd", kind: .video, source: "CAMERA", mid: "7")],
                    attributes: ["plan": "demo"]),
                ParticipantInfo(
                    sid: "PA_S9o9HgXoRLpL", identity: "alice", state: .active,
                    tracks: [TrackInfo(sid: "TR_AM7ztH2b4P9V3J", kind: .audio, source: "MICROPHONE", mid: "8")],
                    attributes: ["plan": "demo"]),
                ParticipantInfo(
                    sid: "PA_S9o9HgXoRLpL", identity: "alice", state: .disconnected,
                    disconnectReason: "CLIENT_INITIATED", attributes: ["k": "4", "mood": "ok", "plan": "demo"]),
            ])
    }

    @Test func `the spoiled uplink goes from excellent to poor`() throws {
        let alice = try messages().flatMap { message -> [FeedMessage.QualityUpdate] in
            guard case .connectionQuality(let updates) = message else { return [] }
            return updates.filter { $0.participantSid == "PA_S9o9HgXoRLpL" }
        }
        #expect(alice.map(\.quality) == [.excellent, .good, .lost, .poor])
        #expect(alice.map(\.score) == [4.5, 3.9444098, 1.252, 1.609])
    }

    @Test func `leave has its reason`() throws {
        let reasons = try messages().compactMap { if case .leave(let reason) = $0 { reason } else { nil } }
        #expect(reasons == [LeaveReason(rawValue: "JOIN_FAILURE"), .roomDeleted])
    }
}
