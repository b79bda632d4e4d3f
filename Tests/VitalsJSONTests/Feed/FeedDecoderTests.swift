import Testing
import Vitals
import VitalsJSON

@Suite struct FeedDecoderTests {
    @Test func `a stats message gives its sender and its entries`() throws {
        let message = try FeedDecoder().decode(
            Array(
                #"""
                {"stats":{"participantSid":"PA_a","participantIdentity":"alice","pc":"publisher","timestamp":1795451909015,
                "sequence":17,"reports":[{"type":"outbound-rtp","id":"OT01V1","timestamp":1000.5,"kind":"video","ssrc":7,
                "bytesSent":1000000,"framesSent":300},{"type":"codec","id":"C","timestamp":1}]}}
                """#.utf8))
        var entry = OutboundRTP(header: StatsHeader(id: "OT01V1", timestamp: 1000.5, kind: .video, ssrc: 7))
        entry.bytesSent = 1_000_000
        entry.framesSent = 300
        #expect(
            message
                == .stats(
                    StatsReport(
                        identity: "alice", sid: "PA_a", peerConnection: "publisher", timestamp: 1_795_451_909_015,
                        sequence: 17, entries: [.outboundRTP(entry), .other])))
    }
}
