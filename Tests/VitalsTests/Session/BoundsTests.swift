import TestSupport
import Testing

@testable import Vitals

/// Memory is bounded, and what lies beyond a bound is counted.
@Suite struct BoundsTests {
    private func call(_ identity: String, kbps: Double) -> [StatsReport] {
        (0...4).map { step in
            .publisher(
                [.outboundRTP(.video(base + Double(step) * 1000, bytes: Double(step) * kbps * 125))], of: identity)
        }
    }

    @Test("whoever left first makes room and stays in the room's totals")
    func departedMakeRoom() {
        var limits = SessionLimits()
        limits.participants = 2
        var session = RoomSession(limits: limits)
        for (identity, kbps) in [("a", 100.0), ("b", 200), ("c", 600)] {
            for report in call(identity, kbps: kbps) { session.fold(report, at: 0) }
            if identity == "a" { session.apply(.update([ParticipantInfo(identity: "a", state: .disconnected)]), at: 0) }
        }
        #expect(session.participants.map(\.identity) == ["c", "b"])
        #expect(session.othersCount == 1)
        #expect(session.totals.uplinkVideo.bitrate.mean == 300)
        #expect(session.totals.uplinkVideo.readings == 12)
        for report in call("d", kbps: 1) { session.fold(report, at: 0) }
        #expect(session.reportsRefused == 5)
        #expect(session.participants.count == 2)
    }

    @Test("a million ssrcs take the room of a few, and every track's sums stay")
    func endlessStreams() {
        var limits = SessionLimits()
        limits.streams = 8
        limits.tracks = 4
        var session = RoomSession(limits: limits)
        for ssrc in 0..<2000 as Range<UInt32> {
            let time = base + Double(ssrc) * 1000
            session.fold(
                reports: (0..<4).map { step in
                    let at = Double(step)
                    return [.outboundRTP(.video(time + at * 200, bytes: at * 20_000, ssrc: ssrc, mid: "\(ssrc)"))]
                })
        }
        let samples = session.block.samples
        #expect(samples.accepted + samples.refusals[.tooMany, default: 0] == 8000)
        #expect(session.block.totalReadings > 20)
        #expect(abs(session.block.averageBitrate - 800) < 1e-9)
    }

    @Test(
        "a stream that its connection's reports lack for a minute is let go, and a gap of the whole connection is none")
    func silentStreamsAreLetGo() {
        var session = RoomSession()
        func both(_ time: Double) -> [StatsEntry] {
            [
                .outboundRTP(.video(base + time, bytes: time, ssrc: 1, mid: "1")),
                .outboundRTP(.video(base + time, bytes: time, ssrc: 2, mid: "2")),
            ]
        }
        session.fold(reports: [both(0), both(1000), both(301_000)])
        #expect(session.block.totalReadings == 4)
        #expect(session.block.samples.gaps == 2)
        session.fold(reports: [
            [.outboundRTP(.video(base + 400_000, bytes: 400_000, ssrc: 1, mid: "1"))], both(401_000),
        ])
        // The second stream was away alone for 100 s: its return is a base line.
        #expect(session.block.totalReadings == 6)
    }

    private func sent(_ ssrcs: [UInt32], at second: Double) -> [StatsEntry] {
        ssrcs.map { .outboundRTP(.video(base + 1000 * second, bytes: 1000 * second, ssrc: $0, mid: "\($0)")) }
    }

    @Test("where streams are too many, the one unseen for longest makes room")
    func fullStreamTable() {
        var limits = SessionLimits()
        limits.streams = 2
        var session = RoomSession(limits: limits)
        session.fold(reports: [sent([1, 2], at: 0), sent([1], at: 1), sent([1, 3], at: 2), sent([1, 3], at: 3)])
        #expect(session.block.samples.accepted == 7)
        #expect(session.block.totalReadings == 4)
    }

    @Test("where tracks are too many, one without a stream makes room, and no other")
    func fullTrackTable() throws {
        var limits = SessionLimits()
        limits.tracks = 2
        limits.streamSilence = 1500
        var session = RoomSession(limits: limits)
        func mids() throws -> [String] { try #require(session.participant("alice")).tracks.map(\.mid) }
        session.fold(reports: [sent([1, 2], at: 0), sent([1, 2, 3], at: 1)])
        #expect(try mids() == ["1", "2"])
        #expect(session.block.samples.refusals == [.tooMany: 1])
        session.fold(reports: [2, 3, 4, 5].map { sent([1], at: $0) } + [sent([1, 3], at: 6), sent([1, 3], at: 7)])
        #expect(try mids() == ["1", "3"])
        // The sums of what made room stay.
        #expect(session.block.totalReadings == 9)
    }

    @Test("too many peer connections are refused, not kept")
    func tooManyPeerConnections() {
        var session = RoomSession()
        for number in 0..<40 {
            session.fold(
                StatsReport(
                    identity: "alice", peerConnection: "pc\(number)", timestamp: base,
                    entries: [.outboundRTP(.video(base, bytes: 0))]), at: 0)
        }
        #expect(session.block.samples.accepted == 16)
        #expect(session.block.samples.refusals == [.tooMany: 24])
    }

    @Test("a sketch's and a tally's size does not grow with the number of readings")
    func constantMemory() {
        var spread = Spread()
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<1000 { spread.add(1000 * generator.unit(), weight: 1) }
        let bins = spread.sketch.binCount
        for _ in 0..<200_000 { spread.add(1000 * generator.unit(), weight: 1) }
        #expect(spread.sketch.binCount <= max(bins * 2, QuantileSketch.binLimit))
        var resolutions = ResolutionTally()
        for width in 1...100 as ClosedRange<UInt32> { resolutions.add(.init(width: width, height: 1), seconds: 1) }
        #expect(resolutions.untold == 84)
    }
}
