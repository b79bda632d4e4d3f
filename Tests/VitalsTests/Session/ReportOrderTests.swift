import TestSupport
import Testing

@testable import Vitals

@Suite struct ReportOrderTests {
    @Test("reports in any order count for those whose they are", arguments: [1, 2, 7, 40])
    func anyOrder(people: Int) {
        var generator = SeededGenerator(seed: 1)
        var session = RoomSession()
        for round in 0..<20 {
            // Some rounds go in the order of the one before.
            let order = round % 3 == 0 ? Array(0..<people) : Array(0..<people).shuffled(using: &generator)
            for number in order {
                let seconds = Double(round)
                var report = StatsReport.publisher(
                    [.outboundRTP(.video(base + seconds * 1000, bytes: seconds * Double(number + 1) * 125))],
                    of: "participant-with-a-long-name-\(number)")
                report.sid = "PA_participant-with-a-long-name-\(number)"
                session.fold(report, at: seconds * 1000)
            }
        }
        #expect(session.participants.count == people)
        for number in 0..<people {
            let totals = session.participant("participant-with-a-long-name-\(number)")?.totals(at: 20_000)
            #expect(totals?.uplinkVideo.readings == 19)
            #expect(totals?.uplinkVideo.bitrate.mean == Double(number + 1))
        }
    }

    @Test("a sid that two participants came under is of whoever reported last, as often as they take turns")
    func sharedSid() {
        var session = RoomSession()
        func report(_ identity: String) {
            var report = StatsReport.publisher([], of: identity)
            report.sid = "PA_1"
            session.fold(report, at: 0)
        }
        for identity in ["alice", "bob", "alice", "bob", "alice", "bob"] {
            report(identity)
            for quality in [ConnectionQuality.poor, .excellent] {
                session.apply(.connectionQuality([.init(participantSid: "PA_1", quality: quality)]), at: 0)
                #expect(session.participant(identity)?.qualityLevel == quality)
            }
            session.apply(.connectionQuality([.init(participantSid: "PA_1", quality: .lost)]), at: 0)
        }
    }
}
