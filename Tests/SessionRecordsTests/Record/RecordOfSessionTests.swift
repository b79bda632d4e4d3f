import Testing
import Vitals
import VitalsJSON

@testable import SessionRecords

@Suite("The record of a session")
struct RecordOfSessionTests {
    @Test("has the session's numbers, and how it went over time")
    func numbers() throws {
        let record = Sessions.record(Sessions.call(seconds: 65))
        #expect(record.startTime == Sessions.start)
        #expect(record.endTime == Sessions.start + 65_000)
        #expect(record.durationSeconds == 65)
        #expect(record.room == "counsel-42")
        let metrics = record.qualityMetrics
        guard case .object(let members) = metrics else {
            Issue.record("no object")
            return
        }
        #expect(
            members.prefix(5).map(\.key) == [
                "average_bitrate", "average_fps", "packet_loss_percentage", "connection_quality_average",
                "total_readings",
            ])
        #expect(members.last?.key == "participants")
        #expect(metrics["average_bitrate"] == 800.0)
        #expect(metrics["total_readings"] == 65)
        let line = try #require(metrics["timeline"])
        #expect(line["bucket_seconds"] == 1.0)
        guard case .array(let kbps)? = line["kbps"], case .array(let participants)? = metrics["participants"] else {
            Issue.record("no series")
            return
        }
        #expect(kbps.count == 66)
        #expect(kbps[30] == 800.0)
        #expect(participants.first?["timeline"] == line)
    }

    @Test("marks the monitor among its participants, and so does one that is made of a checkpoint")
    func monitor() throws {
        var session = Sessions.call()
        session.apply(.update([ParticipantInfo(sid: "PA_b", identity: "bob")]), at: Sessions.start + 10_000)
        let written = Checkpoint(key: .random(), ids: SessionIDs(), monitor: "alice", session: session).encoded()
        let checkpoint = try Checkpoint(decoding: written, limits: SessionLimits())
        let record = SessionRecord(
            of: checkpoint.session, key: .random(), ids: SessionIDs(), subject: nil, monitor: checkpoint.monitor,
            transcript: [], transcriptOmitted: 0, endReason: "room_ended", partial: false)
        guard case .array(let participants)? = record.qualityMetrics["participants"] else {
            Issue.record("no participants")
            return
        }
        #expect(participants.map { $0["monitor"] } == [true, nil])
        #expect(Sessions.record(session).qualityMetrics["participants"] != record.qualityMetrics["participants"])
    }

    @Test("lasts as long as its written times say, to the second")
    func length() {
        var session = RoomSession(room: RoomInfo(name: "r"))
        session.tick(1_000_000.9)
        session.tick(1_003_000.1)
        let record = Sessions.record(session)
        #expect(record.json["start_time"] == "1970-01-01T00:16:40.000Z")
        #expect(record.json["end_time"] == "1970-01-01T00:16:43.000Z")
        #expect(record.durationSeconds == 3)
    }

    @Test("tells so many participants one by one, and counts all")
    func crowd() {
        var session = RoomSession(room: RoomInfo(name: "r"))
        let names = (0..<SessionRecord.participantLimit + 7).map { ParticipantInfo(identity: "p\($0)") }
        session.apply(.update(names), at: 0)
        let metrics = Sessions.record(session).qualityMetrics
        guard case .array(let participants)? = metrics["participants"] else {
            Issue.record("no participants")
            return
        }
        #expect(participants.count == SessionRecord.participantLimit)
        #expect(participants.last?["identity"] == .string("p\(SessionRecord.participantLimit - 1)"))
        #expect(metrics["participants_omitted"] == 7)
    }

    @Test("is of voice where no video was seen")
    func mode() {
        #expect(Sessions.record(Sessions.call(video: false)).mode == .voice)
        #expect(Sessions.record(Sessions.call(video: true)).mode == .video)
        #expect(Sessions.record(RoomSession()).mode == .voice)
    }

    @Test("puts the subject's numbers first, and nobody's where the subject was never there")
    func subject() {
        func metrics(_ subject: String?) -> JSONValue? {
            SessionRecord(
                of: Sessions.call(), key: .random(), ids: SessionIDs(), subject: subject, transcript: [],
                transcriptOmitted: 0, endReason: "x", partial: false
            ).qualityMetrics["total_readings"]
        }
        #expect(metrics("alice") == 10)
        #expect(metrics("bob") == 0)
    }

    @Test("has the talk in the order of its beginnings, and puts into nobody's mouth that it was cut")
    func transcript() {
        let lines = [3.0, 1, 2, 1].enumerated().map {
            TranscriptLine(speaker: $0.offset == 0 ? .counselor : .user, text: "\($0.offset)", timestamp: $0.element)
        }
        let record = SessionRecord(
            of: Sessions.call(), key: .random(), ids: SessionIDs(), subject: nil, transcript: lines,
            transcriptOmitted: 7, endReason: "x", partial: false)
        #expect(record.transcript.map(\.text) == ["1", "3", "2", "0"])
        #expect(record.transcriptOmitted == 7)
        #expect(record.saidLines == 4)
    }

    @Test("of an earlier version counts no line for the mark of a cut")
    func marked() {
        var record = Sessions.record()
        let mark = "[The transcript ends here. Lines left out for want of room: 7]"
        record.transcript = ["hello", mark].map { TranscriptLine(speaker: .user, text: $0, timestamp: 0) }
        // Somebody may have said just that.
        #expect(record.saidLines == 2)
        record.transcriptOmitted = 7
        #expect(record.saidLines == 1)
    }
}
