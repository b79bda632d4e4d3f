import TestSupport
import Testing

@testable import Vitals

/// The merge of parts equals the whole: what makes sharding and recovery possible.
@Suite struct TotalsMergeTests {
    @Test("a session split by participant merges into the whole", arguments: 0..<5)
    func splitByParticipant(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var whole = RoomSession()
        var shards = Array(repeating: RoomSession(), count: 3)
        var bytes = [Double](repeating: 0, count: 6)
        for step in 0..<200 {
            for person in 0..<6 {
                bytes[person] += (Double.random(in: 0...200_000, using: &generator)).rounded()
                let time = base + Double(step) * 1000 + Double(person)
                let report = StatsReport.publisher(
                    [
                        .outboundRTP(
                            .video(time, bytes: bytes[person], frames: Double(step) * 30, packets: Double(step) * 100)),
                        .remoteInboundRTP(.of(1, time - 5, lost: Double(step / 3), roundTrip: generator.unit())),
                        .inboundRTP(
                            .video(time, bytes: bytes[person], packets: Double(step) * 50, lost: Double(step / 5))),
                    ], of: "p\(person)")
                whole.fold(report, at: time)
                shards[person % 3].fold(report, at: time)
            }
        }
        var merged = Totals()
        for shard in shards.reversed() { merged.merge(shard.totals) }
        let total = whole.totals
        #expect(merged.samples == total.samples)
        #expect(merged.uplinkVideo.readings == total.uplinkVideo.readings)
        #expect(merged.uplinkVideo.bitrate.sketch == total.uplinkVideo.bitrate.sketch)
        #expect(merged.uplinkVideo.roundTripTime.sketch == total.uplinkVideo.roundTripTime.sketch)
        #expect(merged.uplinkVideo.loss == total.uplinkVideo.loss)
        #expect(merged.downlinkVideo.loss == total.downlinkVideo.loss)
        for (left, right) in [
            (merged.uplinkVideo.bitrate.mean, total.uplinkVideo.bitrate.mean),
            (merged.uplinkVideo.bitrate.moments.variance, total.uplinkVideo.bitrate.moments.variance),
            (merged.uplinkVideo.roundTripTime.moments.variance, total.uplinkVideo.roundTripTime.moments.variance),
        ] {
            #expect(abs((left ?? -1) - (right ?? -2)) <= abs(right ?? 0) * 1e-9)
        }
    }

    @Test("coverage counts each moment once, whatever the number of tracks")
    func coverage() {
        var session = RoomSession()
        session.fold(reports: [
            [.outboundRTP(.video(base, bytes: 0)), .outboundRTP(.video(base, bytes: 0, ssrc: 2, mid: "2"))],
            [
                .outboundRTP(.video(base + 10_000, bytes: 0)),
                .outboundRTP(.video(base + 10_000, bytes: 0, ssrc: 2, mid: "2")),
            ],
        ])
        session.tick(41_000)
        // Ten of forty seconds: the session's clock began at 1 s.
        #expect(session.block.coveragePercentage == 25)
    }
}
