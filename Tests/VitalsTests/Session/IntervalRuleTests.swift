import TestSupport
import Testing

@testable import Vitals

/// The rules of how counters become readings, one by one.
@Suite struct IntervalRuleTests {
    @Test("the worked example: unequal intervals, doubled and late samples, a new ssrc")
    func workedExample() {
        var session = RoomSession()
        session.fold(reports: [
            [.outboundRTP(.video(base, bytes: 0, frames: 0))],
            [.outboundRTP(.video(base + 10_000, bytes: 1_000_000, frames: 300))],
            [.outboundRTP(.video(base + 20_000, bytes: 2_500_000, frames: 590))],
            [.outboundRTP(.video(base + 20_000, bytes: 2_500_000, frames: 590))],
            [.outboundRTP(.video(base + 15_000, bytes: 1_700_000, frames: 450))],
            [.outboundRTP(.video(base + 50_000, bytes: 5_500_000, frames: 1460))],
            [.outboundRTP(.video(base + 51_000, bytes: 9, frames: 1, ssrc: 2))],
            [.outboundRTP(.video(base + 61_000, bytes: 500_009, frames: 301, ssrc: 2))],
        ])
        let block = session.block
        #expect(abs(block.averageBitrate - 800) < 1e-9)
        #expect(abs(block.averageFrameRate - 1760.0 / 60) < 1e-9)
        #expect(block.totalReadings == 4)
        #expect(block.samples.stale == 2)
        #expect(block.samples.gaps == 1)
        #expect(block.samples.resets == 0)
        #expect(block.uplinkVideo.bitrate.moments.minimum == 400)
        #expect(block.uplinkVideo.bitrate.moments.maximum == 1200)
    }

    @Test func theFirstEntryIsTheBaseLine() {
        var session = RoomSession()
        session.fold(reports: [[.outboundRTP(.video(base, bytes: 1_000_000, frames: 30))]])
        #expect(session.block.totalReadings == 0)
        #expect(session.block.samples.accepted == 1)
    }

    @Test("an entry within 50 ms is held back and the next closes the longer interval")
    func closeEntriesAreHeld() {
        var session = RoomSession()
        session.fold(reports: [
            [.outboundRTP(.video(base, bytes: 0))],
            [.outboundRTP(.video(base + 49, bytes: 90_000))],
            [.outboundRTP(.video(base + 1000, bytes: 100_000))],
        ])
        #expect(session.block.totalReadings == 1)
        #expect(session.block.samples.held == 1)
        #expect(session.block.averageBitrate == 800)
    }

    @Test("a counter that falls makes a new base line and nothing negative", arguments: [0, 1])
    func aFallingCounterRestartsTheStream(which: Int) {
        var session = RoomSession()
        session.fold(reports: [
            [.outboundRTP(.video(base, bytes: 500_000, frames: 300))],
            [.outboundRTP(.video(base + 1000, bytes: which == 0 ? 1000 : 600_000, frames: which == 1 ? 2 : 330))],
            [.outboundRTP(.video(base + 2000, bytes: 700_000, frames: 360))],
        ])
        #expect(session.block.samples.resets == 1)
        #expect(session.block.totalReadings == 1)
        #expect(session.block.uplinkVideo.bitrate.moments.minimum >= 0)
    }

    @Test("layers of one track make one reading: rates added, the greatest frame rate, the longest interval")
    func simulcastLayersMakeOneReading() {
        var session = RoomSession()
        session.fold(reports: [
            [
                .outboundRTP(.video(base, bytes: 0, frames: 0, ssrc: 1)),
                .outboundRTP(.video(base, bytes: 0, frames: 0, ssrc: 2)),
                .outboundRTP(.video(base, bytes: 0, frames: 0, ssrc: 3)),
            ],
            [
                .outboundRTP(.video(base + 1000, bytes: 10_000, frames: 15, ssrc: 1)),
                .outboundRTP(.video(base + 1000, bytes: 40_000, frames: 30, ssrc: 2)),
                .outboundRTP(.video(base + 2000, bytes: 400_000, frames: 50, ssrc: 3)),
            ],
        ])
        #expect(session.block.totalReadings == 1)
        #expect(session.block.averageBitrate == 80 + 320 + 1600)
        #expect(session.block.averageFrameRate == 30)
        #expect(session.block.uplinkVideo.bitrate.weight == 2)
    }

    @Test("tracks of different mid make a reading each, and their rates are averaged by time")
    func tracksAreToldApartByMid() {
        var session = RoomSession()
        session.fold(reports: [
            [
                .outboundRTP(.video(base, bytes: 0, ssrc: 1, mid: "1")),
                .outboundRTP(.video(base, bytes: 0, ssrc: 2, mid: "2")),
            ],
            [
                .outboundRTP(.video(base + 1000, bytes: 100_000, ssrc: 1, mid: "1")),
                .outboundRTP(.video(base + 1000, bytes: 300_000, ssrc: 2, mid: "2")),
            ],
        ])
        #expect(session.block.totalReadings == 2)
        #expect(session.block.averageBitrate == 1600)
    }

    @Test("a layer that is switched off gives no reading and no jump when it comes back")
    func inactiveLayersAreSilent() {
        var session = RoomSession()
        session.fold(reports: [
            [.outboundRTP(.video(base, bytes: 0, active: true))],
            [.outboundRTP(.video(base + 1000, bytes: 100_000, active: false))],
            [.outboundRTP(.video(base + 2000, bytes: 100_000, active: true))],
            [.outboundRTP(.video(base + 3000, bytes: 200_000, active: true))],
        ])
        #expect(session.block.totalReadings == 2)
        #expect(session.block.averageBitrate == 400)
    }

    @Test(
        "an SVC sender's frames are counted once",
        arguments: [("L3T3_KEY", 3.0), ("L1T3", 1), ("S2T1", 2), ("L2T2h", 2)])
    func spatialLayersAreCountedOnce(mode: String, layers: Double) {
        var first = OutboundRTP.video(base, bytes: 0, frames: 0)
        var second = OutboundRTP.video(base + 1000, bytes: 1, frames: 90)
        first.scalabilityMode = ScalabilityMode(mode)
        second.scalabilityMode = ScalabilityMode(mode)
        var session = RoomSession()
        session.fold(reports: [[.outboundRTP(first)], [.outboundRTP(second)]])
        #expect(session.block.averageFrameRate == 90 / layers)
    }

    @Test("the gauge stands in only where the frame counter is missing")
    func theGaugeIsAStandIn() {
        var first = OutboundRTP.video(base, bytes: 0)
        var second = OutboundRTP.video(base + 1000, bytes: 1)
        first.framesPerSecond = 7
        second.framesPerSecond = 24
        var session = RoomSession()
        session.fold(reports: [[.outboundRTP(first)], [.outboundRTP(second)]])
        #expect(session.block.averageFrameRate == 24)
        second.header.timestamp += 1000
        second.framesSent = 10
        var third = second
        third.header.timestamp += 1000
        third.framesSent = 40
        third.framesPerSecond = 900
        session.fold(reports: [[.outboundRTP(second)], [.outboundRTP(third)]])
        #expect(session.block.uplinkVideo.frameRate.moments.maximum == 30)
    }

    @Test("sender counters that rise while nothing leaves the machine read as 0 and as stalled")
    func nothingLeavesTheMachine() {
        func report(_ time: Double, bytes: Double, transport: Double?) -> [StatsEntry] {
            [
                .outboundRTP(.video(base + time, bytes: bytes, frames: bytes / 1000)),
                .transport(TransportStats(id: "T01", timestamp: base + time, bytesSent: transport)),
            ]
        }
        var session = RoomSession()
        session.fold(reports: [
            report(0, bytes: 0, transport: 10), report(1000, bytes: 100_000, transport: 90_000),
            report(2000, bytes: 200_000, transport: 90_000), report(3000, bytes: 300_000, transport: nil),
            report(4000, bytes: 300_000, transport: nil),
        ])
        #expect(session.block.samples.stalled == 1)
        #expect(session.block.averageBitrate == (800 + 0 + 800 + 0) / 4)
        #expect(session.block.uplinkVideo.frameRate.moments.minimum == 0)
    }

    @Test("a stalled reading is counted once, whatever its layers")
    func stalledLayersAreOneReading() {
        func report(_ time: Double, bytes: Double) -> [StatsEntry] {
            (1...3).map { .outboundRTP(.video(base + time, bytes: bytes, ssrc: $0)) }
                + [.transport(TransportStats(id: "T01", timestamp: base + time, bytesSent: 7))]
        }
        var session = RoomSession()
        session.fold(reports: [report(0, bytes: 0), report(1000, bytes: 9), report(2000, bytes: 9)])
        #expect(session.block.samples.stalled == 1)
        #expect(session.block.totalReadings == 2)
    }

    @Test("a track that is on and sends nothing reads 0")
    func silenceIsAReading() {
        var session = RoomSession()
        session.fold(reports: [
            [.outboundRTP(.video(base, bytes: 5, frames: 5))], [.outboundRTP(.video(base + 1000, bytes: 5, frames: 5))],
        ])
        #expect(session.block.totalReadings == 1)
        #expect(session.block.averageBitrate == 0)
    }

    @Test("a missing counter costs only its own metric")
    func aMissingFieldCostsItsOwnMetric() {
        var session = RoomSession()
        session.fold(reports: [
            [.outboundRTP(.video(base, bytes: nil, frames: 0))],
            [.outboundRTP(.video(base + 1000, bytes: nil, frames: 30))],
        ])
        #expect(session.block.totalReadings == 1)
        #expect(session.block.averageFrameRate == 30)
        #expect(session.block.uplinkVideo.bitrate.count == 0)
    }

    @Test(
        "an absurd counter refuses its entry and nothing else",
        arguments: [-5, .nan, .infinity, 1e300, 9_007_199_254_740_994] as [Double])
    func absurdCountersAreRefused(bytes: Double) {
        var session = RoomSession()
        session.fold(reports: [
            [.outboundRTP(.video(base, bytes: 0)), .outboundRTP(.video(base, bytes: 0, ssrc: 2, mid: "2"))],
            [
                .outboundRTP(.video(base + 500, bytes: bytes)),
                .outboundRTP(.video(base + 500, bytes: 50_000, ssrc: 2, mid: "2")),
            ],
            [.outboundRTP(.video(base + 1000, bytes: 100_000))],
        ])
        #expect(session.block.samples.refused == 1)
        #expect(session.block.samples.refusals == [.absurdValue: 1])
        #expect(session.block.totalReadings == 2)
        #expect(session.block.averageBitrate == 800)
    }

    @Test("one misdated entry is refused; time that stays there is believed", arguments: [7_200_000.0, -7_200_000])
    func misdatedEntries(leap: Double) {
        var session = RoomSession()
        session.fold(reports: [
            [.outboundRTP(.video(base, bytes: 0))], [.outboundRTP(.video(base + 1000, bytes: 100_000))],
            [.outboundRTP(.video(base + 1000 + leap, bytes: 100_010))],
            [.outboundRTP(.video(base + 2000, bytes: 200_000))],
        ])
        #expect(session.block.samples.refusals == [.absurdTime: 1])
        #expect(session.block.averageBitrate == 800)
        session.fold(
            reports: (3...5).map { step in
                let at = Double(step)
                return [.outboundRTP(.video(base + leap + at * 1000, bytes: at * 100_000))]
            })
        #expect(session.block.samples.refusals == [.absurdTime: 2])
        #expect(session.block.totalReadings == 3)
        #expect(session.block.averageBitrate == 800)
    }

    @Test("a long call's samples that come a second time change nothing")
    func aDoubledLongCall() {
        let call: [[StatsEntry]] = (0..<600).map { step in
            [
                .outboundRTP(
                    .video(base + Double(step) * 10_000, bytes: Double(step) * 1_250_000, packets: Double(step) * 100))
            ]
        }
        var session = RoomSession()
        session.fold(reports: call + call)
        #expect(session.block.totalReadings == 599)
        #expect(session.block.samples.stale == 600)
        #expect(session.block.averageBitrate == 1000)
    }

    @Test("a clock that is set back costs two entries and inflates nothing", arguments: [2.0, 10, 30, 60, 300])
    func aClockSetBack(seconds: Double) {
        var session = RoomSession()
        session.fold(
            reports: (0..<90).map { step in
                let at = Double(step)
                let time = base + 1000 * (step < 45 ? at : at - seconds)
                return [.outboundRTP(.video(time, bytes: at * 100_000, frames: at * 30))]
            })
        #expect(session.block.averageBitrate == 800)
        #expect(session.block.uplinkVideo.bitrate.moments.maximum == 800)
        #expect(session.block.samples.stale == 1)
        #expect(session.block.totalReadings == 87)
    }

    @Test("late samples of a stream that was let go change nothing, unless the participant came anew")
    func lateSamplesOfAReleasedStream() {
        func report(_ ssrc: UInt32, _ step: Int) -> [StatsEntry] {
            [.outboundRTP(.video(base + Double(step) * 1000, bytes: Double(step) * 1000, ssrc: ssrc, mid: "\(ssrc)"))]
        }
        let early = (0..<10).map { report(1, $0) }
        var session = RoomSession()
        session.fold(reports: early + (10..<100).map { report(2, $0) } + early)
        #expect(session.block.totalReadings == 9 + 89)
        #expect(session.block.samples.stale == 10)
        // A page that was loaded again, on a machine whose clock is two hours behind.
        session.apply(.update([ParticipantInfo(sid: "PA_2", identity: "alice")]), at: 1000)
        session.fold(
            reports: (0..<10).map { step in
                let at = Double(step)
                return [.outboundRTP(.video(base + (at - 7200) * 1000, bytes: at * 1000, ssrc: 3, mid: "3"))]
            })
        #expect(session.block.totalReadings == 9 + 89 + 9)
    }

    @Test("the same ssrc under another id is a new stream, whatever its counters", arguments: [10.0, 9_000_000])
    func anotherIdIsAnotherStream(bytes: Double) {
        var later = OutboundRTP.video(base + 3000, bytes: bytes)
        later.header.id = "of another connection"
        var last = later
        last.header.timestamp += 1000
        last.bytesSent = bytes + 100_000
        var session = RoomSession()
        session.fold(reports: [
            [.outboundRTP(.video(base, bytes: 0))], [.outboundRTP(.video(base + 1000, bytes: 100_000))],
            [.outboundRTP(later)], [.outboundRTP(last)],
        ])
        #expect(session.block.totalReadings == 2)
        #expect(session.block.averageBitrate == 800)
        #expect(session.block.samples.resets == 0)
    }

    @Test("which transport a stream uses is guessed only where there is one", arguments: [1, 2])
    func aStreamWithoutATransportId(transports: Int) {
        func report(_ time: Double) -> [StatsEntry] {
            var entry = OutboundRTP.video(base + time, bytes: time * 100)
            entry.header.transportId = nil
            return [.outboundRTP(entry)]
                + (1...transports).map {
                    .transport(TransportStats(id: "T\($0)", timestamp: base + time, bytesSent: 5))
                }
        }
        var session = RoomSession()
        session.fold(reports: [report(0), report(1000)])
        #expect(session.block.samples.stalled == (transports == 1 ? 1 : 0))
    }

    @Test("identities are told apart by their bytes")
    func identitiesAreBytes() {
        var session = RoomSession()
        for identity in ["\u{E9}", "e\u{301}"] {
            session.fold(.publisher([.outboundRTP(.video(base, bytes: 0))], of: identity), at: 0)
        }
        #expect(session.participants.count == 2)
        session.fold(.publisher([.outboundRTP(.video(base, bytes: 0))], of: ""), at: 0)
        #expect(session.participants.count == 2)
        #expect(session.reportsRefused == 1)
    }

    @Test("a misdated first entry of a new stream neither counts nor ages the others")
    func misdatedNewStream() {
        var session = RoomSession()
        session.fold(reports: [
            [.outboundRTP(.video(base, bytes: 0))],
            [.outboundRTP(.video(9e12, bytes: 0, ssrc: 2, mid: "2"))],
            [.outboundRTP(.video(base + 1000, bytes: 100_000))],
        ])
        session.tick(2000)
        #expect(session.block.samples.refusals == [.absurdTime: 1])
        #expect(session.block.totalReadings == 1)
        #expect(session.block.coveragePercentage == 100)
    }

    @Test("doubled and reordered samples never change a sum", arguments: 0..<20)
    func orderNeverMakesAResultWrong(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let entries: [OutboundRTP] = (0..<60).map { index in
            .video(base + Double(index) * 1000, bytes: Double(index) * 125_000, frames: Double(index) * 30)
        }
        var order = entries.indices.flatMap { index in
            Array(repeating: index, count: 1 + Int.random(in: 0...1, using: &generator))
        }
        for place in order.indices.dropLast().dropFirst(3) where generator.unit() < 0.3 {
            order.swapAt(place, place + 1)
        }
        order.append(59)
        var session = RoomSession()
        session.fold(reports: order.map { [.outboundRTP(entries[$0])] })
        #expect(abs(session.block.averageBitrate - 1000) < 1e-6)
        #expect(abs(session.block.averageFrameRate - 30) < 1e-9)
        #expect(abs(session.block.uplinkVideo.bitrate.weight - 59) < 1e-9)
    }

    @Test("a muted or unpublished track gives no reading, and none jumps when it is back", arguments: [true, false])
    func mutedTracksAreSilent(byMid: Bool) {
        func update(_ tracks: [TrackInfo]) -> FeedMessage {
            .update([ParticipantInfo(sid: "PA_a", identity: "alice", tracks: tracks)])
        }
        let camera = TrackInfo(sid: "TR_1", kind: .video, mid: byMid ? "1" : "")
        var muted = camera
        muted.muted = true
        var session = RoomSession()
        session.apply(update([camera]), at: 0)
        session.fold(reports: [
            [.outboundRTP(.video(base, bytes: 0))], [.outboundRTP(.video(base + 1000, bytes: 100_000))],
        ])
        session.apply(update([muted]), at: 0)
        session.fold(reports: [[.outboundRTP(.video(base + 2000, bytes: 100_000))]])
        session.apply(update([camera]), at: 0)
        session.fold(reports: [[.outboundRTP(.video(base + 3000, bytes: 200_000))]])
        session.apply(update([]), at: 0)
        session.fold(reports: [[.outboundRTP(.video(base + 4000, bytes: 200_000))]])
        #expect(session.block.totalReadings == 2)
        #expect(session.block.averageBitrate == 800)
    }
}
