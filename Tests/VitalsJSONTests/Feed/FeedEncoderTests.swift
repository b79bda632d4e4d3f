import Testing
import Vitals
import VitalsJSON

@Suite struct FeedEncoderTests {
    private func text(_ message: FeedMessage) -> String {
        String(decoding: FeedEncoder().encode(message), as: UTF8.self)
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `what is encoded is decoded to the same message`(seed: UInt64) throws {
        var messages = RandomMessages(seed: seed)
        for _ in 0..<25 {
            let message = messages.message()
            let bytes = FeedEncoder().encode(message)
            #expect(try FeedDecoder().decode(bytes) == message, "\(String(decoding: bytes, as: UTF8.self))")
            #expect(!bytes.contains(UInt8(ascii: "\n")))
        }
    }

    @Test func `zero values are left out`() {
        #expect(text(.leave(.unknown)) == #"{"leave":{}}"#)
        #expect(text(.ping(timestamp: 0)) == #"{"pingReq":{}}"#)
        #expect(
            text(.connectionQuality([FeedMessage.QualityUpdate(participantSid: "PA_a", quality: .poor)]))
                == #"{"connectionQuality":{"updates":[{"participantSid":"PA_a"}]}}"#)
        #expect(
            text(
                .update([
                    ParticipantInfo(
                        sid: "PA_a", identity: "alice", state: .joining, tracks: [TrackInfo(sid: "TR", kind: .audio)])
                ])) == #"{"update":{"participants":[{"sid":"PA_a","identity":"alice","tracks":[{"sid":"TR"}]}]}}"#)
    }

    @Test func `times are numbers, counts beyond 2^53 are text`() {
        #expect(
            text(.pong(lastPingTimestamp: 1_795_453_197_381, timestamp: 1_795_453_197_382))
                == #"{"pongResp":{"lastPingTimestamp":1795453197381,"timestamp":1795453197382}}"#)
        #expect(text(.statsDropped(17)) == #"{"statsDropped":{"count":17}}"#)
        #expect(text(.statsDropped(1 << 53)) == #"{"statsDropped":{"count":"9007199254740992"}}"#)
    }

    @Test func `stats are objects as getStats gives them`() {
        var entry = OutboundRTP(header: StatsHeader(id: "OT", timestamp: 1000.5, kind: .video, ssrc: 7, mid: "1"))
        entry.bytesSent = 0
        entry.scalabilityMode = ScalabilityMode("L3T3_KEY")
        entry.qualityLimitation = QualityLimitation(cpu: 0.5)
        let report = StatsReport(
            identity: "alice", peerConnection: "publisher", timestamp: 5, sequence: 0,
            entries: [.outboundRTP(entry), .malformed(.wrongType)])
        #expect(
            text(.stats(report))
                == #"{"stats":{"participantIdentity":"alice","pc":"publisher","timestamp":5,"sequence":0,"reports":["#
                + #"{"id":"OT","timestamp":1000.5,"type":"outbound-rtp","kind":"video","ssrc":7,"mid":"1","bytesSent":0,"#
                + #""scalabilityMode":"L3T1","qualityLimitationDurations":{"bandwidth":0,"cpu":0.5,"other":0}}]}}"#)
    }

    @Test func `numbers that JSON does not have are left to be missing`() throws {
        let report = StatsReport(
            identity: "a", peerConnection: "p", timestamp: 5,
            entries: [.transport(TransportStats(id: "T", timestamp: 1, bytesSent: .nan))])
        var read = report
        read.entries = [.transport(TransportStats(id: "T", timestamp: 1))]
        #expect(try FeedDecoder().decode(FeedEncoder().encode(.stats(report))) == .stats(read))
    }
}
