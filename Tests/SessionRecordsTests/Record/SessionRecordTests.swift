import SessionRecords
import Testing
import VitalsJSON

@Suite("A session's record")
struct SessionRecordTests {
    @Test("has its keys in a fixed order, times in UTC with milliseconds")
    func json() throws {
        let record = SessionRecord(
            sessionID: try #require(UUIDText("F47AC10B-58CC-4372-A567-0E02B2C3D479")), userID: "user-7",
            counselorCategory: UUIDText("11111111-2222-4333-8444-555555555555"), mode: .video,
            startTime: 1_795_451_909_015, endTime: 1_795_452_634_999, durationSeconds: 725,
            transcript: [TranscriptLine(speaker: .user, text: "I need \"help\"", timestamp: 1_795_451_910_000)],
            qualityMetrics: ["average_bitrate": 812.44], endReason: "room_ended", room: "counsel-42")
        #expect(
            record.json.text() == """
                {"session_id":"f47ac10b-58cc-4372-a567-0e02b2c3d479","user_id":"user-7",\
                "counselor_category":"11111111-2222-4333-8444-555555555555","mode":"video",\
                "start_time":"2026-11-23T16:38:29.015Z","end_time":"2026-11-23T16:50:34.999Z","duration_seconds":725,\
                "transcript":[{"speaker":"user","text":"I need \\"help\\"","timestamp":"2026-11-23T16:38:30.000Z"}],\
                "transcript_omitted":0,"quality_metrics":{"average_bitrate":812.44},"end_reason":"room_ended",\
                "partial":false,"room":"counsel-42"}
                """)
    }

    @Test("says null for what nobody told")
    func unknown() {
        let record = SessionRecord(
            sessionID: .random(), mode: .voice, startTime: 0, endTime: 0, durationSeconds: 0, qualityMetrics: [:],
            endReason: "recovered", partial: true)
        for key in ["user_id", "counselor_category", "room"] { #expect(record.json[key] == .null) }
        #expect(record.json["partial"] == true)
    }

    @Test(
        "takes UUIDs in their text form only",
        arguments: [
            "", "f47ac10b58cc4372a5670e02b2c3d479", "f47ac10b-58cc-4372-a567-0e02b2c3d47", "../../../etc/passwd",
            "f47ac10b-58cc-4372-a567-0e02b2c3d47g", "f47ac10b-58cc-4372-a567-0e02b2c3d479 ",
            "F47AC10B-58CC-4372-A567-0E02B2C3D47Ä",
        ])
    func notUUID(text: String) {
        #expect(UUIDText(text) == nil)
    }

    @Test("makes ids that are version 4 UUIDs, no two alike")
    func random() {
        let made = (0..<1000).map { _ in UUIDText.random() }
        #expect(Set(made).count == 1000)
        for id in made {
            #expect(UUIDText(id.text) == id)
            #expect(Array(id.text.utf8)[14] == UInt8(ascii: "4"))
            #expect("89ab".contains(Array(id.text)[19]))
        }
    }
}
