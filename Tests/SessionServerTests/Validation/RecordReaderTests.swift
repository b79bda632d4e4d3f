import HTTPPort
import SessionRecords
import Testing
import VitalsJSON

@testable import SessionServer

@Suite struct RecordReaderTests {
    private static let good = Records.record(1).json

    private func faults(_ json: JSONValue) -> [String] { faults(json.written(numbers: .exact)) }

    private func faults(_ bytes: [UInt8]) -> [String] {
        do throws(Problem) {
            _ = try RecordReader.read(bytes, limits: SessionLimits())
            return []
        } catch {
            guard error.status == 422,
                case .array(let errors)? = error.members.first(where: { $0.key == "errors" })?.value
            else { return ["\(error.status)"] }
            return errors.compactMap { error in
                guard case .string(let field)? = error["field"] else { return nil }
                return field
            }
        }
    }

    @Test("a record that is written is read back the same")
    func roundTrip() throws {
        var record = Records.record(1, transcript: ["one", "two", "ü \u{202E}"])
        record.transcriptOmitted = 4
        record.partial = true
        let read = try RecordReader.read(record.json.written(numbers: .exact), limits: SessionLimits())
        #expect(read.json.text(numbers: .exact) == record.json.text(numbers: .exact))
    }

    @Test("what may be left out may be left out or null, and what is not known is passed over")
    func optional() throws {
        let optional = [
            "user_id", "counselor_category", "transcript", "transcript_omitted", "end_reason", "partial", "room",
        ]
        for key in optional {
            #expect(faults(Self.good.with(key, nil)) == [], "\(key)")
            #expect(faults(Self.good.with(key, .null)) == [], "\(key)")
        }
        let bare = optional.reduce(Self.good) { $0.with($1, nil) }.with("future", ["x": [1]])
        let record = try RecordReader.read(bare.written(), limits: SessionLimits())
        #expect(record.transcript.isEmpty && record.endReason == "unknown" && !record.partial)
        #expect(record.userID == nil && record.transcriptOmitted == 0)
    }

    @Test(
        "each fault is named by its field",
        arguments: [
            ("session_id", nil), ("session_id", .null), ("session_id", "x"), ("session_id", 1), ("mode", nil),
            ("mode", "audio"), ("mode", true), ("start_time", nil), ("start_time", "yesterday"),
            ("start_time", "1969-12-31T23:59:59.999Z"), ("start_time", "2016-12-31T23:59:60Z"),
            ("start_time", "0000-01-01T00:00:00Z"),
            ("start_time", 1_795_527_357_000), ("end_time", nil), ("end_time", "9999-12-31T23:59:59-01:00"),
            ("end_time", "2026-02-30T00:00:00Z"), ("end_time", "2026-11-24"), ("end_time", "2020-01-01T00:00:00Z"),
            ("duration_seconds", nil), ("duration_seconds", -1), ("duration_seconds", 1.5), ("duration_seconds", "90"),
            ("duration_seconds", 100_000_001), ("duration_seconds", 1e300), ("quality_metrics", nil),
            ("quality_metrics", []), ("quality_metrics", "x"), ("user_id", ""), ("user_id", 5),
            ("user_id", .string(String(repeating: "x", count: 256))), ("counselor_category", "x"),
            ("transcript", ["x": 1]),
            ("transcript_omitted", -1), ("end_reason", .string(String(repeating: "x", count: 65))), ("partial", "yes"),
            ("partial", 1), ("room", ""), ("room", .string(String(repeating: "ü", count: 128))),
        ] as [(String, JSONValue?)])
    func named(key: String, value: JSONValue?) {
        #expect(faults(Self.good.with(key, value)) == [key])
    }

    @Test("faults within the transcript and the metrics are named by their place")
    func places() {
        let line: JSONValue = ["speaker": "user", "text": "x", "timestamp": "2026-11-24T13:35:57Z"]
        let lines: [JSONValue] = [
            line, "x", line.with("speaker", "agent"), line.with("text", nil), line.with("timestamp", "noon"),
            line.with("text", .string(String(repeating: "x", count: 65_537))), [:],
        ]
        #expect(
            faults(Self.good.with("transcript", .array(lines))) == [
                "transcript[1]", "transcript[2].speaker", "transcript[3].text", "transcript[4].timestamp",
                "transcript[5].text", "transcript[6].speaker", "transcript[6].text", "transcript[6].timestamp",
            ])
        #expect(
            faults(
                Self.good.with("quality_metrics", ["average_fps": "x", "total_readings": -1, "average_bitrate": nil]))
                == ["quality_metrics.average_fps", "quality_metrics.total_readings"])
        #expect(
            faults(Self.good.with("transcript", .array(Array(repeating: line, count: 100_001)))) == ["transcript"])
    }

    @Test("metrics that nothing can have measured are refused")
    func mostMetrics() {
        let most: JSONValue = [
            "average_bitrate": 1e9, "average_fps": 1e5, "packet_loss_percentage": 100,
            "total_readings": 9_007_199_254_740_991,
        ]
        #expect(faults(Self.good.with("quality_metrics", most)) == [])
        for (key, value) in [
            ("average_bitrate", 1.1e9), ("average_fps", 1e300), ("packet_loss_percentage", 100.1),
            ("total_readings", 9_007_199_254_740_992), ("total_readings", 1.5),
        ] as [(String, JSONValue)] {
            #expect(faults(Self.good.with("quality_metrics", most.with(key, value))) == ["quality_metrics.\(key)"])
        }
    }

    @Test("all faults are counted, some are listed")
    func many() throws {
        let lines = JSONValue.array(Array(repeating: 1, count: 1_000))
        do throws(Problem) {
            _ = try RecordReader.read(Self.good.with("transcript", lines).written(), limits: SessionLimits())
            Issue.record("nothing was wrong")
        } catch {
            #expect(error.members.first { $0.key == "error_count" }?.value == 1_000)
            #expect(faults(Self.good.with("transcript", lines)).count == 100)
        }
    }

    @Test("a NUL is found where it stands")
    func nul() {
        let text = Self.good.text()
        #expect(faults(Array(text.replacing("Hello", with: #"\u0000"#).utf8)) == ["transcript[0].text"])
        #expect(faults(Array(text.replacing("Hello", with: #"\\u0000"#).utf8)) == [])
        #expect(faults(Array(text.replacing("alice", with: #"\\\u0000"#).utf8)) == ["user_id"])
        #expect(
            faults(Array(text.replacing("packet_loss_events", with: #"a\u0000"#).utf8)) == ["quality_metrics"])
        #expect(faults(Array(text.replacing("Hello", with: "\0").utf8)) == ["400"])
    }

    @Test("nesting, numbers and containers have their bounds")
    func bounds() {
        let deep = String(repeating: "[", count: 2_049) + String(repeating: "]", count: 2_049)
        let text = Self.good.text().dropLast()
        let place = faults(Array((text + ",\"x\":\(deep)}").utf8))
        #expect(place.count == 1 && place.first?.hasPrefix("x[0][0]") == true, "\(place)")
        #expect(faults(Array((text + ",\"x\":1e400}").utf8)) == ["x"])
        #expect(faults(Array((text + ",\"x\":{\"y\":[1,{\"a\":\"}\\\"\"},-1e999]}}").utf8)) == ["x.y[2]"])
        #expect(faults(Array("1e999".utf8)) == ["(body)"])
        #expect(faults(Array("[]".utf8)) == ["(body)"])
        #expect(
            faults(Array((text + ",\"x\":[" + String(repeating: "[],", count: 500_000) + "1]}").utf8)) == ["(body)"])
    }
}
