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

    @Test("reports of several peer connections count for those whose they are, in any order and under a new sid")
    func peerConnections() {
        var generator = SeededGenerator(seed: 2)
        var session = RoomSession()
        let (people, labels) = (6, ["publisher", "subscriber", "third"])
        for round in 0..<20 {
            // One's reports follow each other in some rounds, and come between the others' in the rest.
            var reports = (0..<people).flatMap { number in labels.indices.map { (number, $0) } }
            if round % 3 == 2 { reports.shuffle(using: &generator) }
            for (number, label) in reports {
                let seconds = Double(round)
                let rate = Double(10 * number + label + 1)
                var report = StatsReport.publisher(
                    [.outboundRTP(.video(base + seconds * 1000, bytes: seconds * rate * 125, mid: labels[label]))],
                    of: "participant-\(number)")
                report.peerConnection = labels[label]
                // Even ones have no sid, one comes anew under another.
                report.sid = number % 2 == 0 ? "" : "PA_\(number)_\(number == 3 && round > 9 ? "b" : "a")"
                session.fold(report, at: seconds * 1000)
            }
        }
        #expect(session.participants.count == people)
        for number in 0..<people {
            let participant = session.participant("participant-\(number)")
            let totals = participant?.totals(at: 20_000)
            #expect(totals?.uplinkVideo.readings == 19 * 3)
            #expect(totals?.uplinkVideo.bitrate.mean == Double(10 * number + 2))
            #expect(participant?.sid == (number % 2 == 0 ? "" : number == 3 ? "PA_3_b" : "PA_\(number)_a"))
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
