import TestSupport
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

    @Test("the room in all of them together is bounded, and what is taken leaves room again")
    func bounds() {
        var spare = SpareLists()
        spare.keep([])
        spare.keep(Array(repeating: Self.entry, count: SpareLists.limit + 1))
        #expect(spare.count == 0 && spare.room == 0)
        for _ in 0...SpareLists.limit { spare.keep([Self.entry]) }
        #expect(spare.room <= SpareLists.limit && spare.room > SpareLists.limit - 8)
        let count = spare.count
        let list = spare.take()
        #expect(spare.count == count - 1)
        spare.keep(consume list)
        #expect(spare.count == count)
        while spare.count > 0 { _ = spare.take() }
        #expect(spare.room == 0)
    }
}

@Suite struct ReuseTests {
    private func report(_ bytes: Int) -> [UInt8] {
        Array(
            #"{"t":1,"participant":"a","reports":[{"type":"transport","id":"T","timestamp":1,"bytesSent":\#(bytes)}]}"#
                .utf8)
    }

    @Test("a message's entries are written where the last one's were that was given back")
    func placeOfMessages() throws {
        var decoder = StreamDecoder()
        func decode(_ bytes: Int) throws -> FeedMessage {
            let text = #"{"stats":{"reports":[{"type":"transport","id":"T","timestamp":1,"bytesSent":\#(bytes)}]}}"#
            return try Array(text.utf8).withUnsafeBytes { try decoder.decode($0) }
        }
        func place(of message: borrowing FeedMessage) -> UnsafePointer<StatsEntry>? {
            guard case .stats(let report) = copy message else { return nil }
            return report.entries.withUnsafeBufferPointer { $0.baseAddress }
        }
        let first = try decode(1)
        let before = place(of: first)
        decoder.reuse(consume first)
        #expect(place(of: try decode(2)) == before && before != nil)
        decoder.reuse(.pong(lastPingTimestamp: 1, timestamp: 2))
    }

    @Test(
        "reports of all lengths, with and without what has no use, are read as the reference reads them",
        arguments: 1...8)
    func lengths(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var decoder = StreamDecoder()
        var given: [FeedMessage] = []
        for number in 0..<400 {
            var entries: [String] = []
            let length =
                Bool.random(using: &generator)
                ? Int.random(in: 0...12, using: &generator) : Int.random(in: 0...90, using: &generator)
            while entries.count < length {
                let bytes = 1000 * number + entries.count
                switch Int.random(in: 0..<8, using: &generator) {
                case 0...3:
                    entries.append(
                        #"{"type":"transport","id":"T\#(entries.count)","timestamp":1,"bytesSent":\#(bytes)}"#)
                case 4...6: entries.append(#"{"type":"codec","id":"C\#(entries.count)","timestamp":1}"#)
                // Left to the reference, in the middle of its entries.
                default:
                    if number % 5 == 0 { entries.append(#"{"type":"transport","id":"\u0054","timestamp":1}"#) }
                }
            }
            let text = Array(
                #"{"stats":{"participantIdentity":"a","reports":[\#(entries.joined(separator: ","))]}}"#.utf8)
            let decoded = try text.withUnsafeBytes { try decoder.decode($0) }
            #expect(decoded == (try FeedDecoder().decode(text)))
            given.append(decoded)
            // Some at once, some later, some never.
            if number % 7 < 5 { decoder.reuse(given.remove(at: Int.random(in: given.indices, using: &generator))) }
        }
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
