import Testing
import Vitals
import VitalsJSON

@Suite struct RelayedStatsTests {
    private func relay(
        _ text: String, identity: String = "alice", sid: String = "PA_a"
    ) throws(DecodeFailure) -> String {
        let bytes = Array(text.utf8)
        let relayed = try bytes.span.bytes.withUnsafeBytes { (buffer) throws(DecodeFailure) in
            try FeedDecoder().relayedStats(buffer, identity: identity, sid: sid)
        }
        return String(decoding: relayed, as: UTF8.self)
    }

    @Test func `the sender's name is put in and all else is passed on as it came`() throws {
        let reports =
            #"[ {"type":"of-the-future", "x" : 1.10, "big":18446744073709551617, "é":"\u00e9,}"},5,{"type":"codec"}]"#
        #expect(
            try relay(#"{"stats":{"pc":"publisher", "sequence":17,"reports": \#(reports) ,"new":{"a":[1,"]"]}}}"#)
                == #"{"stats":{"participantSid":"PA_a","participantIdentity":"alice","pc":"publisher","sequence":17,"reports": \#(reports),"new":{"a":[1,"]"]}}}"#
        )
    }

    @Test(
        arguments: [
            #"{"stats":{"participantIdentity":"bob","participantSid":"PA_b","pc":"p"}}"#,
            #"{"stats":{"pc":"p","participantSid":"PA_b","participantIdentity":"bob"}}"#,
            #"{"stats":{"participant\u0049dentity":"bob","pc":"p","p\u0061rticipantSid":"}],\"{"}}"#,
            " { \"st\\u0061ts\" :\n{ \"participantIdentity\" : \"b\\\"ob\" , \"pc\" : \"p\" } } ",
        ])
    func `nobody speaks for another`(text: String) throws {
        guard case .stats(let report) = try FeedDecoder().decode(Array(try relay(text).utf8)) else {
            Issue.record("not a stats message")
            return
        }
        #expect(report == StatsReport(identity: "alice", sid: "PA_a", peerConnection: "p", timestamp: 0, entries: []))
    }

    @Test func `an empty message gets its sender`() throws {
        #expect(
            try relay(#"{"stats":{}}"#) == #"{"stats":{"participantSid":"PA_a","participantIdentity":"alice"}}"#)
    }

    @Test func `a real report loses nothing but gains its sender`() throws {
        for fixture in Fixture.browsers {
            for line in try fixture.lines() {
                let recorded = try line.withUnsafeBytes { try JSONValue(parsing: $0) }
                let reports = try #require(recorded["reports"])
                let sent: JSONValue = ["stats": ["pc": "publisher", "sequence": 1, "reports": reports]]
                let relayed = try relay(sent.text(numbers: .exact), identity: "Zoë \"q\"\n", sid: "")
                let read = try Array(relayed.utf8).withUnsafeBytes { try JSONValue(parsing: $0) }
                #expect(read["stats"]?["reports"] == reports)
                #expect(read["stats"]?["participantIdentity"] == "Zoë \"q\"\n")
            }
        }
    }

    @Test func `the longest name stays within the overhead`() throws {
        let longest = String(repeating: "\u{1}", count: 256)
        let text = #"{"stats":{"pc":"p"}}"#
        let relayed = try relay(text, identity: longest, sid: longest)
        #expect(relayed.utf8.count <= text.utf8.count + DecodeLimits.relayedOverheadBytes)
    }

    @Test(
        arguments: [
            (#"{"leave":{}}"#, .notAMessage, ""), (#"{"stats":{},"leave":{}}"#, .notAMessage, ""),
            ("[]", .notAMessage, ""), (#"{"stats":5}"#, .wrongType, "stats"),
            (#"{"stats":{"pc":5}}"#, .wrongType, "stats.pc"),
            (#"{"stats":{"reports":1}}"#, .wrongType, "stats.reports"),
            (#"{"stats":{"pc":"a","pc":"b"}}"#, .duplicateKey, ""), (#"{"stats":{"pc":"a""#, .truncated, ""),
            ("", .empty, ""),
        ] as [(String, DecodeFailure.Reason, String)])
    func `what a monitor would refuse is not relayed`(text: String, reason: DecodeFailure.Reason, path: String) {
        do throws(DecodeFailure) {
            Issue.record("relayed: \(try relay(text))")
        } catch {
            #expect(error.reason == reason && error.path == path)
        }
    }
}
