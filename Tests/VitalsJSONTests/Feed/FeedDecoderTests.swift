import Testing
import Vitals
import VitalsJSON

@Suite struct FeedDecoderTests {
    private func decode(_ text: String) throws -> FeedMessage {
        try FeedDecoder().decode(Array(text.utf8))
    }

    @Test func `a stats message gives its sender and its entries`() throws {
        let message = try decode(
            #"""
            {"stats":{"participantSid":"PA_a","participantIdentity":"alice","pc":"publisher","timestamp":1795451909015,
            "sequence":17,"reports":[{"type":"outbound-rtp","id":"OT01V1","timestamp":1000.5,"kind":"video","ssrc":7,
            "bytesSent":1000000,"framesSent":300},{"type":"codec","id":"C","timestamp":1},17]}}
            """#)
        var entry = OutboundRTP(header: StatsHeader(id: "OT01V1", timestamp: 1000.5, kind: .video, ssrc: 7))
        entry.bytesSent = 1_000_000
        entry.framesSent = 300
        #expect(
            message
                == .stats(
                    StatsReport(
                        identity: "alice", sid: "PA_a", peerConnection: "publisher", timestamp: 1_795_451_909_015,
                        sequence: 17, entries: [.outboundRTP(entry), .malformed(.notAnEntry)])))
    }

    @Test func `a participant's own stats message names nobody`() throws {
        #expect(
            try decode(#"{"stats":{"pc":"publisher","sequence":"18446744073709551615","timestamp":"5"}}"#)
                == .stats(
                    StatsReport(
                        identity: "", peerConnection: "publisher", timestamp: 5, sequence: .max, entries: [])))
    }

    @Test func `one bad number refuses no message`() throws {
        guard
            case .stats(let report) = try decode(
                #"""
                {"stats":{"reports":[{"type":"transport","id":"T","timestamp":1,"bytesSent":99999999999999999999},
                {"type":"transport","id":"U","timestamp":1,"bytesSent":1e300}]}}
                """#)
        else {
            Issue.record("not a stats message")
            return
        }
        #expect(
            report.entries == [
                .transport(TransportStats(id: "T", timestamp: 1, bytesSent: 1e20)),
                .transport(TransportStats(id: "U", timestamp: 1, bytesSent: 1e300)),
            ])
    }

    @Test func `join gives the room, oneself and the others`() throws {
        let message = try decode(
            #"""
            {"join": {"room": {"sid": "RM_x", "name": "counsel-42", "metadata": "{\"a\":1}", "creationTime": "1795452259"},
              "participant": {"sid": "PA_me", "identity": "monitor"}, "serverInfo": {"version": "1.11.0"},
              "otherParticipants": [{"sid": "PA_a", "identity": "alice", "state": "ACTIVE", "attributes": {"plan": "demo"},
                "tracks": [{"sid": "TR_1", "type": "VIDEO", "source": "CAMERA", "muted": true, "mid": "7"},
                           {"sid": "TR_2", "source": "MICROPHONE"}, {"sid": "TR_3", "type": "DATA"}]}],
              "pingInterval": 7, "pingTimeout": 20, "resumeId": "r1"}}
            """#)
        #expect(
            message
                == .join(
                    Join(
                        room: RoomInfo(sid: "RM_x", name: "counsel-42", metadata: #"{"a":1}"#),
                        participant: ParticipantInfo(sid: "PA_me", identity: "monitor", state: .joining),
                        otherParticipants: [
                            ParticipantInfo(
                                sid: "PA_a", identity: "alice", state: .active,
                                tracks: [
                                    TrackInfo(sid: "TR_1", kind: .video, source: "CAMERA", muted: true, mid: "7"),
                                    TrackInfo(sid: "TR_2", kind: .audio, source: "MICROPHONE"),
                                    TrackInfo(sid: "TR_3", kind: nil),
                                ], attributes: ["plan": "demo"])
                        ], pingInterval: 7, pingTimeout: 20, resumeId: "r1")))
    }

    @Test func `a join that says nothing of pings has the usual ones`() throws {
        #expect(
            try decode(#"{"join":{"room":{"name":"r"},"participant":{"identity":"m","state":"JOINED"}}}"#)
                == .join(
                    Join(room: RoomInfo(name: "r"), participant: ParticipantInfo(identity: "m", state: .joined))))
    }

    @Test func `update tells who left and why`() throws {
        #expect(
            try decode(
                #"{"update":{"participants":[{"sid":"PA_a","identity":"alice","state":"DISCONNECTED","disconnectReason":"CLIENT_INITIATED"}]}}"#
            )
                == .update([
                    ParticipantInfo(
                        sid: "PA_a", identity: "alice", state: .disconnected, disconnectReason: "CLIENT_INITIATED")
                ]))
    }

    @Test func `enums may come as protobuf numbers`() throws {
        #expect(
            try decode(
                #"{"update":{"participants":[{"sid":"PA_a","state":3,"disconnectReason":14,"tracks":[{"type":1,"source":3},{"type":0,"source":0},{"type":9,"source":9}]}]}}"#
            )
                == .update([
                    ParticipantInfo(
                        sid: "PA_a", identity: "", state: .disconnected,
                        tracks: [
                            TrackInfo(sid: "", kind: .video, source: "SCREEN_SHARE"), TrackInfo(sid: "", kind: .audio),
                            TrackInfo(sid: "", kind: nil, source: "9"),
                        ], disconnectReason: "CONNECTION_TIMEOUT")
                ]))
        #expect(try decode(#"{"leave":{"reason":5}}"#) == .leave(.roomDeleted))
        #expect(try decode(#"{"leave":{"reason":99}}"#) == .leave(LeaveReason(rawValue: "99")))
    }

    @Test(
        arguments: [
            ("", .poor), (#","quality":"POOR""#, .poor), (#","quality":"FAIR""#, .fair), (#","quality":"GOOD""#, .good),
            (#","quality":"EXCELLENT""#, .excellent), (#","quality":"LOST""#, .lost), (#","quality":0"#, .poor),
            (#","quality":1"#, .good), (#","quality":2"#, .excellent), (#","quality":3"#, .lost),
            (#","quality":9"#, .unknown), (#","quality":"SUPERB""#, .unknown), (#","quality":null"#, .poor),
        ] as [(String, ConnectionQuality)])
    func `quality by name or number, and POOR where it is left out`(field: String, quality: ConnectionQuality) throws {
        #expect(
            try decode(#"{"connectionQuality":{"updates":[{"participantSid":"PA_a"\#(field)}]}}"#)
                == .connectionQuality([FeedMessage.QualityUpdate(participantSid: "PA_a", quality: quality)]))
    }

    @Test func `a quality update has its score`() throws {
        #expect(
            try decode(#"{"connectionQuality":{"updates":[{"participantSid":"PA_a","score":1.609}]}}"#)
                == .connectionQuality([
                    FeedMessage.QualityUpdate(participantSid: "PA_a", quality: .poor, score: 1.609)
                ]))
    }

    @Test func `a transcription has times as text or as numbers`() throws {
        #expect(
            try decode(
                #"""
                {"transcription":{"transcribedParticipantIdentity":"alice","trackId":"TR_1","segments":[
                {"id":"s1","text":"I need help","startTime":"1795451909015","endTime":1795451910015,"final":true,"language":"en"},
                {"id":"s2"}]}}
                """#)
                == .transcription(
                    Transcription(
                        identity: "alice", trackSid: "TR_1",
                        segments: [
                            Transcription.Segment(
                                id: "s1", text: "I need help", startTime: 1_795_451_909_015,
                                endTime: 1_795_451_910_015, final: true, language: "en"),
                            Transcription.Segment(id: "s2", text: "", startTime: 0, endTime: 0, final: false),
                        ])))
    }

    @Test(
        arguments: [
            (#"{"roomUpdate":{"room":{"name":"r","metadata":"m"}}}"#, .roomUpdate(RoomInfo(name: "r", metadata: "m"))),
            (#"{"leave":{"reason":"ROOM_DELETED"}}"#, .leave(.roomDeleted)),
            (#"{"leave":{}}"#, .leave(.unknown)),
            (#"{"leave":{"reason":"CLIENT_INITIATED","action":"RECONNECT"}}"#, .leave(.clientInitiated)),
            (#"{"statsDropped":{"count":17}}"#, .statsDropped(17)),
            (#"{"statsDropped":{}}"#, .statsDropped(0)),
            (#"{"subscribeStats":{"participantIdentities":["*"]}}"#, .subscribeStats(["*"])),
            (#"{"subscribeStats":{}}"#, .subscribeStats([])),
            (#"{"pingReq":{"timestamp":"1795453197387","rtt":"0"}}"#, .ping(timestamp: 1_795_453_197_387)),
            (#"{"pingReq":{}}"#, .ping(timestamp: 0)),
            (#"{"ping":"1795452259873"}"#, .ping(timestamp: 1_795_452_259_873)),
            (#"{"ping":123}"#, .ping(timestamp: 123)),
            (#"{"pong":"1795452259873"}"#, .pong(lastPingTimestamp: 0, timestamp: 1_795_452_259_873)),
            (#"{"pongResp":{"lastPingTimestamp":1,"timestamp":"2"}}"#, .pong(lastPingTimestamp: 1, timestamp: 2)),
            (#"{"speakersChanged":{"speakers":[]}}"#, .unknown("speakersChanged")),
            (#"{"":null}"#, .unknown("")),
            (#"  {"leave" : {"reason" : null, "x":[{}]} }  "#, .leave(.unknown)),
        ] as [(String, FeedMessage)])
    func `every message is known by its one key`(text: String, message: FeedMessage) throws {
        #expect(try decode(text) == message)
    }

    @Test func `the name of an unknown message is kept in short`() throws {
        #expect(
            try decode(#"{"\#(String(repeating: "n", count: 500))":1}"#) == .unknown(String(repeating: "n", count: 64)))
        let stacked = "e" + String(repeating: "\u{301}", count: 500)
        #expect(try decode(#"{"\#(stacked)":1}"#) == .unknown("e" + String(repeating: "\u{301}", count: 63)))
    }
}
