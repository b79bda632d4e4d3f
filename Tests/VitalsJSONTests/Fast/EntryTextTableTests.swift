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

    /// The texts of an entry that has no other than its id.
    private static func texts(
        _ id: String, _ members: inout EntryMembers, _ table: inout EntryTextTable
    ) -> EntryTexts? {
        Array("\(id)\"".utf8).withUnsafeBufferPointer { quoted in
            guard let start = quoted.baseAddress else { return nil }
            members.removeAll()
            members.set(.id, JSONCursor.Text(start: start, count: quoted.count - 1))
            return (try? table.texts(of: members, own: .none, limit: 100))?.texts
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
                let texts = Self.texts("entry \(number)", &members, &table)
                if round == 0 { #expect(texts != nil) }
            }
        }
        let slots = table.slots
        #expect(slots == EntryTextTable.firstSlots)
    }

    @Test("growing keeps the texts that are there")
    func kept() {
        var table = EntryTextTable()
        var members = EntryMembers()
        var last: [(id: String, texts: EntryTexts)] = []
        var number = 0
        while table.slots == EntryTextTable.firstSlots {
            number += 1
            let id = "entry \(number)"
            guard let made = Self.texts(id, &members, &table) else { break }
            last.append((id, made))
            if last.count > 500 { last.removeFirst() }
        }
        // Most of the newest are there yet: each was there before the table grew, and none makes room for another then.
        let kept = last.count { entry in Self.texts(entry.id, &members, &table) === entry.texts }
        #expect(kept > 400)
    }

    @Test("texts are found where they are expected only if they are the same, to the last byte and in the same fields")
    func expected() throws {
        var table = EntryTextTable()
        let id = String(repeating: "i", count: 31)
        let first = try Self.found(&table, id: id, mid: "0", transport: "T", at: nil)
        let slot = try #require(first.slot)
        let again = try Self.found(&table, id: id, mid: "0", transport: "T", at: slot)
        #expect(again.texts === first.texts && again.slot == nil)
        for (other, mid, transport) in [
            (id, "0", "t"), (id, "1", "T"), (id, nil, "T"), (id, "0", nil), (id + "i", "0", "T"),
            (String(id.dropLast()), "0", "T"), (String(id.dropLast()), "i\"0", "T"), (id + id, "0", "T"),
            ("j" + id.dropFirst(), "0", "T"), (id, "0", "T0"), (id, "", "T"), (id, "0T", ""), (id, "0", ""),
        ] as [(String, String?, String?)] {
            let found = try Self.found(&table, id: other, mid: mid, transport: transport, at: slot)
            #expect(found.slot != nil, "not expected there")
            #expect(found.texts.content.id == other)
            #expect(found.texts.content.mid == mid && found.texts.content.transportId == transport)
            // Where two slots for an id are taken the first may have had to go.
            _ = try Self.found(&table, id: id, mid: "0", transport: "T", at: nil)
        }
        let empty = try Self.found(&table, id: "new", mid: nil, transport: nil, at: (slot + 2) % table.slots)
        #expect(empty.texts.content.id == "new" && empty.slot != nil)
    }

    /// - Returns: the slot only where they were not found at the one that was expected.
    private static func found(
        _ table: inout EntryTextTable, id: String, mid: String?, transport: String?, at slot: Int?
    ) throws -> (texts: EntryTexts, slot: Int?) {
        var members = EntryMembers()
        var room: [UInt8] = []
        var places: [(EntryField, Int, Int)] = []
        for (field, text) in [(EntryField.id, id), (.mid, mid), (.transportId, transport)] {
            guard let text else { continue }
            places.append((field, room.count, text.utf8.count))
            room += Array(text.utf8) + [UInt8(ascii: "\"")]
        }
        room += [UInt8](repeating: UInt8(ascii: "x"), count: 32)
        return try room.withUnsafeBufferPointer { room in
            let start = try #require(room.baseAddress)
            for (field, place, count) in places {
                members.set(field, JSONCursor.Text(start: start + place, count: count))
            }
            if let slot, let known = table.texts(at: slot, of: members, own: .none) { return (known, nil) }
            return try table.texts(of: members, own: .none, limit: 100)
        }
    }
}
