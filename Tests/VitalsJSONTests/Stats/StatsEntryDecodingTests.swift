import Testing
import Vitals
import VitalsJSON

@Suite struct StatsEntryDecodingTests {
    private func entry(_ text: String) throws -> StatsEntry? {
        try JSONDocument(parsing: text).withRoot { StatsEntry($0) }
    }

    private static let header = #""id":"X","timestamp":1000.5,"ssrc":7"#

    @Test(
        arguments: [
            ("5", .notAnEntry), ("[]", .notAnEntry), ("null", .notAnEntry), ("{}", .notAnEntry),
            (#"{"type":5,"id":"X","timestamp":1}"#, .notAnEntry), (#"{"type":null}"#, .notAnEntry),
            (#"{"type":"outbound-rtp","timestamp":1,"kind":"video"}"#, .missingField),
            (#"{"type":"outbound-rtp","id":"X","kind":"video"}"#, .missingField),
            (#"{"type":"outbound-rtp","id":"X","timestamp":null,"kind":"video"}"#, .missingField),
            (#"{"type":"outbound-rtp",\#(header)}"#, .missingField),
            (#"{"type":"inbound-rtp",\#(header)}"#, .missingField),
            (#"{"type":"remote-inbound-rtp","id":"X"}"#, .missingField),
            (#"{"type":"transport","timestamp":1}"#, .missingField),
            (#"{"type":"transport","id":"T"}"#, .missingField),
            (#"{"type":"transport","id":5,"timestamp":1}"#, .wrongType),
            (#"{"type":"transport","id":"T","timestamp":"1"}"#, .wrongType),
            (#"{"type":"transport","id":"T","timestamp":1,"bytesSent":"5"}"#, .wrongType),
            (#"{"type":"outbound-rtp",\#(header),"kind":5}"#, .wrongType),
            (#"{"type":"outbound-rtp",\#(header),"kind":"smell"}"#, .absurdValue),
            (#"{"type":"outbound-rtp",\#(header),"kind":"video","bytesSent":"5"}"#, .wrongType),
            (#"{"type":"outbound-rtp",\#(header),"kind":"video","active":1}"#, .wrongType),
            (#"{"type":"outbound-rtp",\#(header),"kind":"video","mid":0}"#, .wrongType),
            (#"{"type":"outbound-rtp",\#(header),"kind":"video","scalabilityMode":1}"#, .wrongType),
            (#"{"type":"outbound-rtp",\#(header),"kind":"video","qualityLimitationDurations":[]}"#, .wrongType),
            (
                #"{"type":"outbound-rtp",\#(header),"kind":"video","qualityLimitationDurations":{"cpu":"1"}}"#,
                .wrongType
            ),
            (#"{"type":"inbound-rtp",\#(header),"kind":"video","framesDecoded":true}"#, .wrongType),
            (#"{"type":"inbound-rtp",\#(header),"kind":"video","trackIdentifier":1}"#, .wrongType),
            (#"{"type":"remote-inbound-rtp",\#(header),"roundTripTime":{}}"#, .wrongType),
            (#"{"type":"inbound-rtp","id":"X","timestamp":1,"kind":"audio","ssrc":4294967296}"#, .absurdValue),
            (#"{"type":"inbound-rtp","id":"X","timestamp":1,"kind":"audio","ssrc":-1}"#, .absurdValue),
            (#"{"type":"inbound-rtp","id":"X","timestamp":1,"kind":"audio","ssrc":1.5}"#, .absurdValue),
            (#"{"type":"inbound-rtp","id":"X","timestamp":1,"kind":"audio","ssrc":"1"}"#, .wrongType),
        ] as [(String, EntryRefusal)])
    func `an entry that cannot be read has a reason`(text: String, reason: EntryRefusal) throws {
        #expect(try entry(text) == .malformed(reason))
    }

    @Test func `text that identifies an entry has its longest length`() throws {
        func transport(_ count: Int) throws -> StatsEntry? {
            try entry(#"{"type":"transport","id":"\#(String(repeating: "i", count: count))","timestamp":1}"#)
        }
        #expect(try transport(257) == .malformed(.absurdValue))
        #expect(try transport(256) == .transport(TransportStats(id: String(repeating: "i", count: 256), timestamp: 1)))
    }

    @Test func `types without use are left out, and fields without use may be anything`() throws {
        #expect(try entry(#"{"type":"codec","id":5,"timestamp":"x","ssrc":[]}"#) == nil)
        #expect(try entry(#"{"type":""}"#) == nil)
        #expect(
            try entry(#"{"type":"transport","id":"T","timestamp":1,"dtlsState":5,"x":{}}"#)
                == .transport(TransportStats(id: "T", timestamp: 1)))
    }

    @Test func `a field that is null is missing`() throws {
        let expected = OutboundRTP(header: StatsHeader(id: "X", timestamp: 1000.5, kind: .video, ssrc: 7))
        #expect(
            try entry(
                #"{"type":"outbound-rtp",\#(Self.header),"kind":null,"mediaType":"video","bytesSent":null,"active":null,"qualityLimitationDurations":null}"#
            ) == .outboundRTP(expected))
    }

    @Test func `a remote report may lack its kind, as Safari's does`() throws {
        var expected = RemoteInboundRTP(header: StatsHeader(id: "X", timestamp: 1000.5, ssrc: 7))
        expected.packetsLost = -3
        #expect(
            try entry(#"{"type":"remote-inbound-rtp",\#(Self.header),"packetsLost":-3}"#)
                == .remoteInboundRTP(expected))
    }

    @Test func `counters out of range are passed on as they are`() throws {
        var expected = InboundRTP(header: StatsHeader(id: "X", timestamp: 1000.5, kind: .audio, ssrc: 7))
        expected.bytesReceived = -5
        expected.packetsReceived = 1e300
        #expect(
            try entry(
                #"{"type":"inbound-rtp",\#(Self.header),"kind":"audio","bytesReceived":-5,"packetsReceived":1e300}"#)
                == .inboundRTP(expected))
    }

    @Test func `an unknown scalability mode is no fault`() throws {
        guard
            case .outboundRTP(let known) = try entry(
                #"{"type":"outbound-rtp",\#(Self.header),"kind":"video","scalabilityMode":"L3T3_KEY"}"#),
            case .outboundRTP(let unknown) = try entry(
                #"{"type":"outbound-rtp",\#(Self.header),"kind":"video","scalabilityMode":"new"}"#)
        else {
            Issue.record("not an outbound-rtp entry")
            return
        }
        #expect(known.scalabilityMode?.spatialLayers == 3)
        #expect(unknown.scalabilityMode == nil)
    }
}
