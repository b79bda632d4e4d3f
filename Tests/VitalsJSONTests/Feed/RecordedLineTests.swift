import Testing
import Vitals
import VitalsJSON

@Suite struct RecordedLineTests {
    private func decode(_ text: String) throws -> RecordedLine {
        try FeedDecoder().decodeRecordedLine(Array(text.utf8))
    }

    @Test func `a recorder's line is a report of its time`() throws {
        let text = #"{"t":1795452127050,"participant":"bob","pc":"subscriber","reports":[{"type":"codec"}]}"#
        #expect(
            try decode(text)
                == .report(
                    StatsReport(
                        identity: "bob", peerConnection: "subscriber", timestamp: 1_795_452_127_050, entries: []))
        )
    }

    @Test func `a line without a label has an empty one`() throws {
        #expect(
            try decode(#"{"t":1,"participant":"bob","reports":[]}"#)
                == .report(StatsReport(identity: "bob", peerConnection: "", timestamp: 1, entries: [])))
    }

    @Test func `a feed message may have the wall time beside it`() throws {
        #expect(try decode(#"{"t":1.5,"leave":{}}"#) == .message(.leave(.unknown), at: 1.5))
        #expect(try decode(#"{"leave":{},"t":2}"#) == .message(.leave(.unknown), at: 2))
        #expect(try decode(#"{"leave":{}}"#) == .message(.leave(.unknown), at: nil))
    }

    @Test(
        arguments: [
            ("{}", .notAMessage, ""), ("[]", .notAMessage, ""), (#"{"t":1}"#, .notAMessage, ""),
            (#"{"t":1,"leave":{},"ping":1}"#, .notAMessage, ""), (#"{"x":1,"leave":{}}"#, .notAMessage, ""),
            (#"{"t":"1","leave":{}}"#, .wrongType, "t"), (#"{"t":1,"leave":5}"#, .wrongType, "leave"),
            (#"{"participant":"bob","reports":[]}"#, .missingField, "t"),
            (#"{"t":1,"reports":[]}"#, .missingField, "participant"),
            (#"{"t":1,"participant":5,"reports":[]}"#, .wrongType, "participant"),
            (#"{"t":1,"participant":"b","pc":5,"reports":[]}"#, .wrongType, "pc"),
            (#"{"t":1,"participant":"b","reports":5}"#, .wrongType, "reports"),
        ] as [(String, DecodeFailure.Reason, String)])
    func `a line that is neither is refused by name`(
        text: String, reason: DecodeFailure.Reason, path: String
    ) throws {
        let failure = try #require(throws: DecodeFailure.self) { try decode(text) }
        #expect(failure.reason == reason && failure.path == path)
    }

    @Test func `lines that we write are read again`() throws {
        var entry = RemoteInboundRTP(header: StatsHeader(id: "R", timestamp: 1.25, ssrc: 5))
        entry.roundTripTime = 0.1 + 0.2
        let report = StatsReport(
            identity: "alice", peerConnection: "publisher", timestamp: 7,
            entries: [.remoteInboundRTP(entry), .malformed(.wrongType)])
        let line = FeedEncoder().encodeRecordedLine(report)
        #expect(line.last == UInt8(ascii: "\n") && line.filter { $0 == UInt8(ascii: "\n") }.count == 1)
        var read = report
        read.entries = [.remoteInboundRTP(entry)]
        #expect(try FeedDecoder().decodeRecordedLine(line) == .report(read))
        let message = FeedEncoder().encodeRecordedLine(.leave(.roomDeleted), at: 1.5)
        #expect(String(decoding: message, as: UTF8.self) == #"{"t":1.5,"leave":{"reason":"ROOM_DELETED"}}"# + "\n")
        #expect(try FeedDecoder().decodeRecordedLine(message) == .message(.leave(.roomDeleted), at: 1.5))
    }
}
