import Testing
import Vitals

@testable import VitalsJSON

/// A report too large for one packet comes in parts: messages of one time with numbers that follow each other, each stream
/// whole in one of them with what belongs to it.
@Suite struct PartedReportTests {
    /// Seconds at which the page takes its reports. Between two of them it was away for longer than a silent stream is kept.
    private static let times: [Double] = [0, 10, 20, 30, 125, 135]

    private static let epoch: Double = 1_795_451_909_015

    /// What each part of the report of a second holds.
    private static func parts(_ second: Double) -> [[String]] {
        let at = epoch + second * 1000
        let count = Int(second)
        let transport = #"{"id":"T01","type":"transport","timestamp":\#(at),"bytesSent":\#(count * 200_000)}"#
        func layer(_ rid: String, _ ssrc: Int, _ share: Int) -> String {
            #"""
            {"id":"OT01V\#(ssrc)","type":"outbound-rtp","timestamp":\#(at),"kind":"video","ssrc":\#(ssrc),"mid":"1","rid":"\#(rid)",
             "transportId":"T01","mediaSourceId":"SV2","bytesSent":\#(count * share * 1000),"packetsSent":\#(count * share),
             "retransmittedBytesSent":\#(count * 10),"retransmittedPacketsSent":0,"framesSent":\#(count * 25),"frameWidth":640,
             "frameHeight":360,"active":true,"qualityLimitationDurations":{"bandwidth":\#(second / 2),"cpu":0,"other":0}}
            """#
        }
        func feedback(_ ssrc: Int, lost: Int) -> String {
            #"""
            {"id":"RI\#(ssrc)","type":"remote-inbound-rtp","timestamp":\#(at - 400),"ssrc":\#(ssrc),"packetsLost":\#(count * lost),
             "jitter":0.004,"roundTripTime":0.0\#(40 + count % 7)}
            """#
        }
        func received(_ number: Int) -> String {
            #"""
            {"id":"IT01V\#(number)","type":"inbound-rtp","timestamp":\#(at),"kind":"video","ssrc":\#(7000 + number),"mid":"\#(number)",
             "trackIdentifier":"TR_\#(number)","bytesReceived":\#(count * number * 9000),"packetsReceived":\#(count * 90),
             "packetsLost":\#(count),"jitter":0.002,"framesDecoded":\#(count * 24),"freezeCount":\#(count / 10),
             "totalFreezesDuration":\#(second / 50),"pauseCount":0,"totalPausesDuration":0}
            """#
        }
        let microphone = #"""
            {"id":"OT01A3","type":"outbound-rtp","timestamp":\#(at),"kind":"audio","ssrc":3,"mid":"0","transportId":"T01",
             "bytesSent":\#(count * 4000),"packetsSent":\#(count * 50),"retransmittedBytesSent":0,"retransmittedPacketsSent":0}
            """#
        return [
            [transport, layer("q", 11, 20), layer("h", 12, 60), feedback(11, lost: 1), feedback(12, lost: 2)],
            [transport, microphone, feedback(3, lost: 1)],
            [received(4), received(5)],
        ]
    }

    /// The messages of one second, as they stand on the wire.
    private static func wire(_ second: Double, _ bodies: [[String]], from sequence: Int) -> [String] {
        bodies.enumerated().map { offset, entries in
            #"{"stats":{"pc":"publisher","timestamp":\#(epoch + second * 1000 + 5),"sequence":\#(sequence + offset),"#
                + #""reports":[\#(entries.joined(separator: ","))]}}"#
        }
    }

    /// Folds the messages of all seconds, those of one 4 ms apart.
    private func fold(_ messages: [[String]]) throws -> RoomSession {
        var session = RoomSession()
        for (second, messages) in zip(Self.times, messages) {
            for (number, text) in messages.enumerated() {
                guard case .stats(var report) = try FeedDecoder().decode(Array(text.utf8)) else {
                    Issue.record("no report: \(text)")
                    continue
                }
                report.identity = "alice"
                session.apply(.stats(report), at: Self.epoch + second * 1000 + 40 + Double(number) * 4)
            }
        }
        session.tick(Self.epoch + 136_000)
        return session
    }

    private var whole: [[String]] {
        Self.times.enumerated().map { Self.wire($1, [Self.parts($1).flatMap(\.self)], from: $0 + 1) }
    }

    private var parted: [[String]] {
        Self.times.enumerated().map { Self.wire($1, Self.parts($1), from: 3 * $0 + 1) }
    }

    @Test("a report in parts comes to what it comes to whole")
    func partsAndWhole() throws {
        let (one, many) = (try fold(whole), try fold(parted))
        let (block, other) = (QualityBlock(one.totals), QualityBlock(many.totals))
        #expect(block == other)
        #expect(block.totalReadings == 5)
        #expect(block.samples.gaps > 0)
        #expect(block.downlinkVideo.readings == 10)
        #expect(abs(block.averageBitrate - 640) < 1e-9)
        #expect(block.samples.sequenceHoles == 0)
        #expect(many.reports == 3 * one.reports)
    }

    @Test("the pace of a report's parts is the report's")
    func pace() throws {
        let (one, many) = (try fold(whole), try fold(parted))
        let usual = try #require(one.participant("alice")?.usualReportInterval)
        let other = try #require(many.participant("alice")?.usualReportInterval)
        #expect(usual > 10)
        #expect(abs(usual - other) < 1e-9)
    }

    @Test("what a report's parts say is spread over the time since the report before")
    func timeline() throws {
        let (one, many) = (try fold(whole), try fold(parted))
        for second in stride(from: 0.5, to: 30, by: 1) {
            let moment = Self.epoch + 40 + second * 1000
            let (bucket, other) = (one.timeline.bucket(at: moment), many.timeline.bucket(at: moment))
            let (kbps, kbpsInParts) = (bucket?.kbps ?? 0, other?.kbps ?? 0)
            #expect(kbps > 600)
            #expect(abs(kbps - kbpsInParts) < 2, "second \(second)")
            let (loss, lossInParts) = (bucket?.downlinkLossPercentage ?? 0, other?.downlinkLossPercentage ?? 0)
            #expect(loss > 1)
            #expect(abs(loss - lossInParts) < 0.01, "second \(second)")
        }
    }

    @Test("parts that are sent again count once, and a part that is lost costs its own streams' detail only")
    func resentAndLost() throws {
        let again = parted.map { $0 + $0 }
        let twice = try fold(again)
        let once = QualityBlock(try fold(parted).totals)
        var block = QualityBlock(twice.totals)
        #expect(block.samples.duplicateReports == 18)
        #expect(block.uplinkVideo == once.uplinkVideo)
        #expect(block.downlinkVideo == once.downlinkVideo)

        var holed = parted
        holed[2].remove(at: 1)
        block = QualityBlock(try fold(holed).totals)
        #expect(block.samples.sequenceHoles == 1)
        #expect(block.uplinkVideo == once.uplinkVideo)
        #expect(block.uplinkAudio.readings == once.uplinkAudio.readings - 1)
        #expect(block.uplinkAudio.bitrate.mean == once.uplinkAudio.bitrate.mean)
        #expect(block.uplinkAudio.bitrate.weight == once.uplinkAudio.bitrate.weight)
        #expect(block.uplinkAudio.loss.lost == once.uplinkAudio.loss.lost)
    }
}
