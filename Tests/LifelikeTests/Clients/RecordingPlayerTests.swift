import Lifelike
import Testing
import Vitals
import VitalsJSON

@Suite struct RecordingPlayerTests {
    private let start = 1_795_900_000_000.0

    private func stats(_ player: inout RecordingPlayer, at time: Double) throws -> [StatsReport] {
        try deeds(of: &player, at: time).compactMap {
            if case .sent(.stats(let report)) = $0 { report } else { nil }
        }
    }

    private let twoLines = #"""
        {"t":1000000000000,"participant":"a","pc":"publisher","reports":[{"id":"OT01V2565084373","timestamp":1000000000000.25,"type":"outbound-rtp","kind":"video","ssrc":2565084373,"bytesSent":2565084374,"rtxSsrc":11403059,"remoteId":"RIV2565084373"},{"id":"RIV2565084373","timestamp":999999999500.5,"type":"remote-inbound-rtp","kind":"video","ssrc":2565084373,"packetsLost":0}]}
        {"t":1000000001000,"participant":"a","pc":"publisher","reports":[{"id":"OT01V2565084373","timestamp":1000000001000.75,"type":"outbound-rtp","kind":"video","ssrc":2565084373,"bytesSent":2565084999,"rtxSsrc":11403059,"remoteId":"RIV2565084373"}]}

        """#

    @Test func `times move to the present, everything else stays`() throws {
        var player = try #require(RecordingPlayer(identity: "carol", ndjson: Array(twoLines.utf8)))
        let sent = player.next(at: start).compactMap { action -> String? in
            guard case .send(let bytes) = action else { return nil }
            return String(decoding: bytes, as: UTF8.self)
        }
        #expect(
            sent.last == #"""
                {"stats":{"pc":"publisher","timestamp":1795900000000,"sequence":1,"reports":[{"id":"OT01V2565084373","timestamp":1795900000000.25,"type":"outbound-rtp","kind":"video","ssrc":2565084373,"bytesSent":2565084374,"rtxSsrc":11403059,"remoteId":"RIV2565084373"},{"id":"RIV2565084373","timestamp":1795899999500.5,"type":"remote-inbound-rtp","kind":"video","ssrc":2565084373,"packetsLost":0}]}}
                """#)
        #expect(player.next(at: start + 999) == [])
        #expect(try stats(&player, at: start + 1000).map(\.entries.count) == [1])
    }

    @Test func `the second lap has other SSRCs, in ids as well, and goes on with time and sequence`() throws {
        var player = try #require(RecordingPlayer(identity: "carol", ndjson: Array(twoLines.utf8)))
        #expect(player.duration == 2000)
        let first = try stats(&player, at: start + 0) + stats(&player, at: start + 1000)
        let second = try stats(&player, at: start + 2000) + stats(&player, at: start + 3000)
        let third = try stats(&player, at: start + 4000)
        #expect((first + second + third).map(\.sequence) == [1, 2, 3, 4, 5])
        #expect(second.map(\.timestamp) == [start + 2000, start + 3000])
        #expect(second.first?.outbound.first?.header.timestamp == start + 2000.25)
        let ssrcs = [first, second, third].map { Set($0.flatMap { $0.outbound.compactMap(\.header.ssrc) }) }
        #expect(ssrcs.map(\.count) == [1, 1, 1])
        #expect(Set(ssrcs.joined()).count == 3)
        let entry = try #require(second.first?.outbound.first)
        #expect(entry.header.id == "OT01V\(entry.header.ssrc ?? 0)")
        #expect(entry.bytesSent == 2_565_084_374)
        #expect(second.first?.remote.first?.header.ssrc == entry.header.ssrc)
    }

    @Test func `the built-in recording is a real call: camera and microphone both ways`() throws {
        var player = try #require(RecordingPlayer(identity: "carol"))
        var reports: [StatsReport] = []
        for second in 0...100 { reports += try stats(&player, at: start + Double(second) * 1000) }
        let published = reports.filter { $0.peerConnection == "publisher" }
        let received = reports.filter { $0.peerConnection == "subscriber" }
        #expect(published.count >= 98)
        #expect(received.count >= 98)
        #expect(!reports.contains { $0.entries.contains { if case .malformed = $0 { true } else { false } } })
        // Two laps and a half: as many video streams.
        #expect(Set(published.compactMap { $0.video.first?.header.ssrc }).count == 3)
        // Frame rate and bit rate of the recording, in the middle of the first lap.
        let early = try #require(published.first { $0.timestamp >= start + 10_000 }?.video.first)
        let late = try #require(published.last { $0.timestamp <= start + 35_000 }?.video.first)
        let seconds = (late.header.timestamp - early.header.timestamp) / 1000
        #expect(abs(((late.framesSent ?? 0) - (early.framesSent ?? 0)) / seconds - 30) < 0.5)
        #expect(abs(seconds - 25) < 1.5)
        for report in reports {
            for entry in report.outbound { #expect(abs(entry.header.timestamp - report.timestamp) < 50) }
            for entry in report.remote { #expect((-100..<12_000).contains(report.timestamp - entry.header.timestamp)) }
        }
    }

    @Test func `it introduces its tracks once`() throws {
        var player = try #require(RecordingPlayer(identity: "carol"))
        let first = try deeds(of: &player, at: start)
        guard case .sent(.update(let participants)) = first.first else {
            Issue.record("\(first)")
            return
        }
        #expect(participants.first?.identity == "carol")
        #expect(
            try !deeds(of: &player, at: start + 1000).contains { if case .sent(.update) = $0 { true } else { false } })
    }

    @Test func `a machine that slept for a year goes on without sending it all`() throws {
        var player = try #require(RecordingPlayer(identity: "carol"))
        _ = try stats(&player, at: start)
        let after = try stats(&player, at: start + 31_536_000_000)
        #expect(after.count < 200)
        #expect((after.last?.timestamp ?? 0) > start + 31_536_000_000 - 60_000)
    }

    @Test(arguments: [
        "", "\n", "{}", #"{"t":1,"reports":[],"pc":"x"}"#, #"{"t":1,"participant":"a","pc":"x","reports":["#,
        #"{"t":,"participant":"a","pc":"x","reports":[]}"#,
    ])
    func `lines of another form are refused`(text: String) {
        #expect(RecordingPlayer(identity: "x", ndjson: Array(text.utf8)) == nil)
    }
}
