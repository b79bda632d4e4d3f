import SessionRecords
import Testing
import Vitals
import VitalsJSON

@testable import SessionStore

@Suite struct QualityOrderTests {
    @Test("the order is that in which the program writes the block")
    func ofTheBlock() {
        let block = QualityBlock(RoomSession().totals)
        let metrics = JSONValue.qualityMetrics(
            of: block, participants: [("alice", "PA_1", block), ("bob", "", block)])
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
