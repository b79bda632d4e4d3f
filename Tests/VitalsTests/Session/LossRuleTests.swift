import Testing

@testable import Vitals

/// How lost and expected packets are counted, both ways.
@Suite struct LossRuleTests {
    /// A report with the sender's count and what the far end said at `heard`.
    static func report(
        _ time: Double, packets: Double, lost: Double?, heard: Double, roundTrip: Double? = nil
    ) -> [StatsEntry] {
        [
            .remoteInboundRTP(.of(1, base + heard, lost: lost, roundTrip: roundTrip)),
            .outboundRTP(.video(base + time, bytes: packets * 1000, packets: packets)),
        ]
    }

    @Test("uplink loss counts RTCP reports, not polls")
    func uplinkLossCountsReports() {
        var session = RoomSession()
        session.fold(reports: [
            Self.report(0, packets: 100, lost: 3, heard: -100, roundTrip: 0.02),
            Self.report(1000, packets: 200, lost: 3, heard: -100, roundTrip: 0.02),
            Self.report(2000, packets: 300, lost: 13, heard: 1900, roundTrip: 0.04),
            Self.report(3000, packets: 400, lost: 13, heard: 1900, roundTrip: 0.04),
        ])
        let block = session.block
        #expect(block.loss.lost == 10)
        #expect(block.loss.expected == 200)
        #expect(block.loss.percentage == 5)
        #expect(block.loss.events == 1)
        #expect(block.roundTripTime.count == 2)
        #expect(block.roundTripTime.mean == 30)
    }

    @Test("late packets that are found again are taken back, never below 0")
    func lateReportsAreTakenBack() {
        var session = RoomSession()
        session.fold(reports: [
            Self.report(0, packets: 0, lost: 5, heard: 0), Self.report(1000, packets: 100, lost: 15, heard: 1000),
            Self.report(2000, packets: 200, lost: 9, heard: 2000),
            Self.report(3000, packets: 300, lost: 2, heard: 3000),
            Self.report(4000, packets: 400, lost: 6, heard: 4000),
        ])
        #expect(session.block.loss.lost == 1)
        #expect(session.block.loss.events == 2)
        #expect(session.block.loss.expected == 400)
    }

    @Test("a restarted stream begins a new run of loss and hears no report twice")
    func aResetBeginsANewRun() {
        var session = RoomSession()
        session.fold(reports: [
            Self.report(0, packets: 1000, lost: 50, heard: 0, roundTrip: 0.1),
            Self.report(1000, packets: 1100, lost: 60, heard: 1000, roundTrip: 0.1),
            Self.report(2000, packets: 10, lost: 60, heard: 1000, roundTrip: 0.1),
            Self.report(3000, packets: 110, lost: 0, heard: 3000, roundTrip: 0.1),
            Self.report(4000, packets: 210, lost: 5, heard: 4000, roundTrip: 0.1),
        ])
        #expect(session.block.samples.resets == 1)
        #expect(session.block.loss.lost == 15)
        #expect(session.block.roundTripTime.count == 4)
    }

    @Test("retransmissions are not expected packets")
    func retransmissionsAreNotExpected() {
        var first = OutboundRTP.video(base, bytes: 0, packets: 0)
        var second = OutboundRTP.video(base + 1000, bytes: 0, packets: 120)
        first.retransmittedPacketsSent = 0
        second.retransmittedPacketsSent = 20
        var session = RoomSession()
        session.fold(reports: [
            [.outboundRTP(first), .remoteInboundRTP(.of(1, base, lost: 0))],
            [.outboundRTP(second), .remoteInboundRTP(.of(1, base + 1000, lost: 10))],
        ])
        #expect(session.block.loss.percentage == 10)
    }

    @Test("a report of a stream that this report lacks is not matched with old counters")
    func feedbackNeedsItsLocalEntry() {
        var session = RoomSession()
        session.fold(reports: [
            Self.report(0, packets: 0, lost: 0, heard: 0),
            [.remoteInboundRTP(.of(1, base + 1000, lost: 10)), .remoteInboundRTP(.of(77, base + 1000, lost: 10))],
            Self.report(2000, packets: 100, lost: 10, heard: 1500),
        ])
        #expect(session.block.loss.lost == 10)
        #expect(session.block.loss.expected == 100)
    }

    @Test("downlink loss is lost against received and lost")
    func downlinkLoss() {
        var session = RoomSession()
        session.fold(reports: [
            [.inboundRTP(.video(base, bytes: 0, packets: 0, lost: 2))],
            [.inboundRTP(.video(base + 1000, bytes: 0, packets: 90, lost: 12))],
            [.inboundRTP(.video(base + 2000, bytes: 0, packets: 190, lost: 7))],
        ])
        #expect(session.block.downlinkLoss.lost == 5)
        #expect(session.block.downlinkLoss.expected == 195)
        #expect(session.block.downlinkLoss.events == 1)
        #expect(session.block.loss.percentage == nil)
    }

    @Test("a misdated or absurd far-end report is refused and poisons nothing")
    func misdatedFeedback() {
        var session = RoomSession()
        session.fold(reports: [
            Self.report(0, packets: 0, lost: 0, heard: 0), Self.report(1000, packets: 100, lost: 1, heard: 9e9),
            Self.report(2000, packets: 200, lost: .nan, heard: 2000),
            Self.report(3000, packets: 300, lost: 3, heard: 3000),
        ])
        #expect(session.block.loss.lost == 3)
        #expect(session.block.samples.refused == 2)
    }
}
