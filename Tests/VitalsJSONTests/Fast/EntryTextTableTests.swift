import Testing
import Vitals

@testable import VitalsJSON

@Suite struct EntryTextTableTests {
    private static func entry(_ number: Int) -> String {
        #"{"id":"I\#(number)","timestamp":1,"type":"inbound-rtp","kind":"audio","mid":"\#(number % 7)","#
            + #""transportId":"T\#(number % 3)","trackIdentifier":"track-\#(number)","jitter":0.5}"#
    }

    /// The texts of entries' reports, by a decoder that has seen what it has seen.
    private static func texts(_ numbers: Range<Int>, by fast: inout FastDecoder) throws -> [EntryTexts] {
        let message =
            #"{"stats":{"participantIdentity":"alice","timestamp":1,"reports":["#
            + numbers.map(entry).joined(separator: ",") + "]}}"
        let bytes = Array(message.utf8)
        let report = try bytes.withUnsafeBytes { bytes throws(NotPlain) in try fast.decode(bytes) }
        let reference = try FeedDecoder().decode(bytes)
        #expect(reference == .stats(report))
        return report.entries.compactMap { entry in
            guard case .inboundRTP(let inbound) = entry else { return nil }
            return inbound.header.texts
        }
    }

    @Test("an entry that comes again has the same texts, not others that are alike")
    func again() throws {
        var fast = FastDecoder(limits: DecodeLimits())
        let first = try Self.texts(0..<100, by: &fast)
        for _ in 0..<3 {
            let next = try Self.texts(0..<100, by: &fast)
            #expect(first.count == 100 && zip(first, next).count { $0 === $1 } >= 90)
        }
        let slots = fast.entryTexts.slots
        #expect(slots == EntryTextTable.firstSlots)
    }

    @Test("where many come the table grows, keeps what it has, and stops at its bound")
    func growth() throws {
        var fast = FastDecoder(limits: DecodeLimits())
        let kept = try Self.texts(0..<10, by: &fast)
        var slots = [fast.entryTexts.slots]
        for start in stride(from: 10, to: 150_000, by: 500) {
            _ = try Self.texts(start..<(start + 500), by: &fast)
            // Few at any time, and yet again and again: they are found among all the others.
            if start < 20_000 {
                let again = try Self.texts(0..<10, by: &fast)
                #expect(zip(kept, again).allSatisfy { $0.content == $1.content })
            }
            let now = fast.entryTexts.slots
            if now != slots.last { slots.append(now) }
        }
        var doubled = [EntryTextTable.firstSlots]
        while let last = doubled.last, last < EntryTextTable.mostSlots { doubled.append(2 * last) }
        #expect(slots == doubled && doubled.count > 1)
        let first = try Self.texts(0..<200, by: &fast)
        let next = try Self.texts(0..<200, by: &fast)
        #expect(zip(first, next).count { $0 === $1 } >= 180)
    }

    @Test("a few that want the same place do not make it grow, however often they come")
    func fewCollisions() {
        var table = EntryTextTable()
        var members = EntryMembers()
        for round in 0..<400 {
            // Eight times or so, three of as many fall into one place.
            for number in 0..<600 {
                var id = "entry \(number)"
                id.withUTF8 { utf8 in
                    guard let start = utf8.baseAddress else { return }
                    members.removeAll()
                    members.set(.id, JSONCursor.Text(start: start, count: utf8.count))
                    let texts = try? table.texts(of: members, own: .none, limit: 100)
                    if round == 0 { #expect(texts != nil) }
                }
            }
        }
        let slots = table.slots
        #expect(slots == EntryTextTable.firstSlots)
    }

    @Test("growing keeps the texts that are there")
    func kept() {
        var table = EntryTextTable()
        var members = EntryMembers()
        func texts(_ id: String, _ table: inout EntryTextTable) -> EntryTexts? {
            var id = id
            return id.withUTF8 { utf8 in
                guard let start = utf8.baseAddress else { return nil }
                members.removeAll()
                members.set(.id, JSONCursor.Text(start: start, count: utf8.count))
                return try? table.texts(of: members, own: .none, limit: 100)
            }
        }
        var last: [(id: String, texts: EntryTexts)] = []
        var number = 0
        while table.slots == EntryTextTable.firstSlots {
            number += 1
            let id = "entry \(number)"
            guard let made = texts(id, &table) else { break }
            last.append((id, made))
            if last.count > 500 { last.removeFirst() }
        }
        // Most of the newest are there yet: each was there before the table grew, and none makes room for another then.
        let kept = last.count { entry in texts(entry.id, &table) === entry.texts }
        #expect(kept > 400)
    }
}
