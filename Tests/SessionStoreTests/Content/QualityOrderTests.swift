import SessionRecords
import Testing
import Vitals
import VitalsJSON

@testable import SessionStore

@Suite struct QualityOrderTests {
    @Test("the order is that in which the program writes the block")
    func ofTheBlock() {
        var session = RoomSession()
        for second in 0...3 {
            var sent = OutboundRTP(
                header: StatsHeader(
                    id: "O", timestamp: 1e12 + Double(second) * 1000, kind: .video, ssrc: 1, mid: "0"))
            sent.bytesSent = Double(second) * 100_000
            let report = StatsReport(
                identity: "alice", peerConnection: "publisher", timestamp: 0, entries: [.outboundRTP(sent)])
            session.fold(report, at: Double(second) * 1000)
        }
        session.apply(.update([ParticipantInfo(identity: "bob")]), at: 4_000)
        let metrics = SessionRecord(
            of: session, key: .random(), ids: SessionIDs(), subject: nil, transcript: [], transcriptOmitted: 0,
            endReason: "x", partial: false
        ).qualityMetrics
        #expect(metrics["timeline"] != .null)
        #expect(QualityOrder.canonical(metrics).text(numbers: .exact) == metrics.text(numbers: .exact))
        #expect(QualityOrder.canonical(reversed(metrics)).text(numbers: .exact) == metrics.text(numbers: .exact))
    }

    private func reversed(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let members): .object(members.reversed().map { .init($0.key, reversed($0.value)) })
        case .array(let elements): .array(elements.map(reversed))
        default: value
        }
    }

    @Test("order makes no other content, anything else does")
    func hash() {
        let record = Records.record(1)
        var other = record
        other.qualityMetrics = reversed(record.qualityMetrics)
        #expect(other.contentHash == record.contentHash)
        #expect(record.contentHash.count == 64)
        let changes: [(inout SessionRecord) -> Void] = [
            { $0.endTime += 1 }, { $0.userID = nil }, { $0.room = nil }, { $0.partial = true },
            { $0.transcriptOmitted = 9 }, { $0.transcript.removeLast() }, { $0.transcript[0].text += "\u{301}" },
            { $0.qualityMetrics = ["average_bitrate": 812.45] }, { $0.mode = .voice },
        ]
        for change in changes {
            var changed = record
            change(&changed)
            #expect(changed.contentHash != record.contentHash)
        }
    }
}
