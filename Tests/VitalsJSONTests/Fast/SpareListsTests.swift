import Testing
import Vitals

@testable import VitalsJSON

@Suite struct SpareListsTests {
    private static let entry = StatsEntry.transport(TransportStats(id: "a name that is no short one", timestamp: 1))

    @Test("a list that was given back is empty and has its room")
    func room() {
        var spare = SpareLists()
        spare.keep([Self.entry, Self.entry])
        #expect(spare.count == 1)
        let again = spare.take()
        #expect(again.isEmpty && again.capacity >= 2 && spare.count == 0)
        #expect(spare.take().capacity == 0)
    }

    @Test("what is in use elsewhere stays as it is")
    func sharing() {
        var spare = SpareLists()
        let list = [Self.entry]
        spare.keep(list)
        var again = spare.take()
        again.append(.malformed(.wrongType))
        #expect(list == [Self.entry] && again == [.malformed(.wrongType)])
    }

    @Test("there is a bound on lists, and on the length of each")
    func bounds() {
        var spare = SpareLists()
        spare.keep([])
        spare.keep(Array(repeating: Self.entry, count: SpareLists.longest + 1))
        #expect(spare.count == 0)
        for _ in 0...SpareLists.limit { spare.keep([Self.entry]) }
        #expect(spare.count == SpareLists.limit)
    }
}

@Suite struct ReuseTests {
    private func report(_ bytes: Int) -> [UInt8] {
        Array(
            #"{"t":1,"participant":"a","reports":[{"type":"transport","id":"T","timestamp":1,"bytesSent":\#(bytes)}]}"#
                .utf8)
    }

    @Test("a report is written where the last one was that was given back")
    func place() throws {
        var decoder = StreamDecoder()
        func decode(_ bytes: Int) throws -> RecordedLine {
            try report(bytes).withUnsafeBytes { try decoder.decodeRecordedLine($0) }
        }
        func place(of line: borrowing RecordedLine) -> UnsafePointer<StatsEntry>? {
            guard case .report(let report) = copy line else { return nil }
            return report.entries.withUnsafeBufferPointer { $0.baseAddress }
        }
        let first = try decode(1)
        let before = place(of: first)
        decoder.reuse(consume first)
        let second = try decode(2)
        #expect(place(of: second) == before && before != nil)
        let third = try decode(3)
        #expect(place(of: third) != before)
        guard case .report(let report) = second else {
            Issue.record("not a report")
            return
        }
        #expect(report.entries == [.transport(TransportStats(id: "T", timestamp: 1, bytesSent: 2))])
    }
}
