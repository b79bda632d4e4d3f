import NIOCore
import Testing
import Vitals
import VitalsJSON

@testable import LiveServer

@Suite struct RoomSnapshotJSONTests {
    private func room(_ people: [(identity: String, lossShare: Double)], seconds: Int = 30) -> (LiveRoom, TalkingRoom) {
        var talk = TalkingRoom(people)
        let room = LiveRoom(name: "demo", run: "r1")
        room.follow(&talk, seconds: seconds)
        return (room, talk)
    }

    @Test("a room's object has the members that are promised, in their order")
    func roomObject() throws {
        let (room, _) = room([("alice", 0), ("carol", 0.1)])
        let json = try parsed(room.snapshot.roomJSON)
        #expect(
            json.keys == [
                "name", "sid", "state", "end_reason", "snapshot", "updated_at", "start_time", "duration_seconds",
                "participants_present", "participants_known", "participants_others", "verdict", "now", "average",
                "participants", "participants_omitted", "samples", "refused", "freshness", "bot",
                "save",
            ])
        #expect(json["updated_at"] == "2026-11-23T16:40:30.000Z")
        #expect(json["duration_seconds"] == 30.0)
        #expect(json["end_reason"] == .null)
        #expect(
            json["verdict"] == [
                "level": "poor",
                "text": "Poor: carol's upload loses packets (10.0 % for 29 s). Everyone else is fine.",
                "identity": "carol", "metric": "packet_loss", "side": "sent", "value": 10.0, "for_seconds": 29.0,
            ])
        #expect(
            json["now"] == [
                "video_kbps": 1600.0, "audio_kbps": nil, "frames_per_second": 30.0, "packet_loss_percentage": 10.0,
                "round_trip_time_ms": 40.0, "worst_round_trip_time_ms": 40.0, "received_video_kbps": nil,
                "received_audio_kbps": nil, "received_packet_loss_percentage": nil,
            ])
        let row = try #require(json["participants"]?.elements.first)
        #expect(
            row.keys == [
                "identity", "sid", "present", "monitor", "level", "level_for_seconds", "cause", "connection_quality",
                "now",
                "average", "last_report_age_seconds", "usual_interval_seconds", "url",
            ])
        #expect(
            row["cause"] == [
                "metric": "packet_loss", "side": "sent", "value": 10.0, "text": "upload loses packets",
            ])
        #expect(row["url"] == "/v1/rooms/demo/participants/carol")
        #expect(
            row["average"]?.keys == [
                "video_kbps", "audio_kbps", "frames_per_second", "packet_loss_percentage", "round_trip_time_ms",
                "round_trip_time_p95_ms", "jitter_ms", "received_video_kbps", "received_packet_loss_percentage",
                "freeze_count", "freeze_seconds", "concealment_percentage", "mos", "coverage_percentage",
                "total_readings",
            ])
    }

    @Test("before anything was measured everything is null, nothing 0")
    func nothingMeasured() throws {
        let json = try parsed(LiveRoom(name: "demo", run: "r1").snapshot.roomJSON)
        #expect(json["state"] == "waiting")
        #expect(json["start_time"] == .null)
        #expect(json["now"]?["video_kbps"] == .null)
        #expect(json["average"]?["packet_loss_percentage"] == .null)
        #expect(json["freshness"] == ["newest_report_age_seconds": nil, "usual_interval_seconds": nil])
        #expect(json["verdict"]?["level"] == "unknown")
    }

    @Test("the quality_metrics served are those of the record")
    func qualityMetrics() throws {
        let (room, talk) = room([("zoe", 0.02), ("alice", 0), ("carol", 0.1)])
        let session = talk.session
        let recorded = JSONValue.qualityMetrics(
            of: QualityBlock(session.totals),
            participants: session.participants.map {
                ($0.identity, $0.sid, QualityBlock($0.totals(at: session.end ?? 0)))
            })
        #expect(String(buffer: room.snapshot.qualityMetricsJSON) == recorded.text())
    }

    @Test("a participant's object is its row, its block and its tracks")
    func participant() throws {
        let (room, _) = room([("alice", 0)])
        let json = try parsed(try #require(room.snapshot.participantJSON("alice")))
        #expect(json.keys.suffix(3) == ["url", "quality_metrics", "tracks"])
        #expect(json["quality_metrics"]?["total_readings"] == 29.0)
        #expect(
            json["tracks"] == [
                [
                    "peer_connection": "publisher", "direction": "sent", "kind": "video", "mid": "1",
                    "identifier": nil, "muted": false, "live_streams": 1.0,
                    "now": [
                        "kbps": 800.0, "frames_per_second": 30.0, "width": nil, "height": nil,
                        "round_trip_time_ms": 40.0,
                    ],
                    "average": [
                        "kbps": 800.0, "frames_per_second": 30.0, "packet_loss_percentage": 0.0, "jitter_ms": 3.0,
                        "round_trip_time_ms": 40.0, "readings": 29.0,
                    ],
                ]
            ])
        #expect(room.snapshot.participantJSON("nobody") == nil)
    }

    @Test("rows are limited, and those left out are counted")
    func limits() throws {
        let (room, _) = room((0..<1003).map { ("p\($0)", 0) }, seconds: 1)
        let json = try parsed(room.snapshot.roomJSON)
        #expect(json["participants"]?.elements.count == 1000)
        #expect(json["participants_omitted"] == 3.0)
        let frame = String(buffer: room.snapshot.event)
        #expect(frame.contains(#""participants_omitted":803,"#))
    }

    @Test("an event is three lines and a blank one, whatever people are called")
    func events() throws {
        let names = HostileNames.all.filter { !$0.isEmpty && !$0.contains("\0") }
        let (room, _) = room(names.map { ($0, 0.1) }, seconds: 20)
        let snapshot = room.snapshot
        let event = Array(snapshot.event.readableBytesView)
        let lines = event.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        #expect(lines.count == 5)
        #expect(!event.contains(UInt8(ascii: "\r")))
        #expect(lines[0].elementsEqual("event: snapshot".utf8))
        #expect(lines[1].elementsEqual("id: r1-20".utf8))
        let json = try parsed(Array(lines[2].dropFirst(6)))
        #expect(json.keys.last == "point")
        #expect(json["point"]?["video_kbps"] == .number(Double(names.count) * 800))
        var served: Set<[UInt8]> = []
        for row in json["participants"]?.elements ?? [] {
            guard case .string(let identity)? = row["identity"] else { continue }
            served.insert(Array(identity.utf8))
            #expect(snapshot.participantJSON(identity) != nil)
        }
        #expect(served == Set(names.map { Array($0.utf8) }))
    }

    @Test("a text is written once, and is the same for all who ask")
    func once() async {
        let (room, _) = room([("alice", 0)], seconds: 2)
        let counter = Once<Int>()
        let values = await withTaskGroup(of: ByteBuffer.self) { group in
            for _ in 0..<50 { group.addTask { room.snapshot.roomJSON } }
            return await group.reduce(into: Set<ByteBuffer>()) { $0.insert($1) }
        }
        #expect(values.count == 1)
        #expect(counter.value { 1 } == 1)
        #expect(counter.value { 2 } == 1)
    }

    @Test("who reads one snapshot finds the next one's text written, and nobody else has it written")
    func prepared() {
        var (room, talk) = room([("alice", 0)], seconds: 2)
        func isWritten() -> Bool {
            var isWritten = true
            _ = room.snapshot.roomText.value {
                isWritten = false
                return ByteBuffer()
            }
            return isWritten
        }
        #expect(!isWritten())
        room.follow(&talk, seconds: 1, from: 2)
        _ = room.snapshot.roomJSON
        room.follow(&talk, seconds: 1, from: 3)
        #expect(isWritten())
        room.follow(&talk, seconds: 1, from: 4)
        #expect(!isWritten())
    }
}
