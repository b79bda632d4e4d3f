import CScan
import Glibc
import Vitals

/// The texts of entries that have been seen, so that the next report's entry of the same stream gets the same ones.
///
/// Texts have two slots to be in, by their id's hash, and take the place of others where both are taken. The table doubles
/// where more than one in `entriesOfEviction` do: not for a few that fall into one place. Memory is bounded: `mostSlots`
/// entries of `longest` bytes.
struct EntryTextTable: ~Copyable {
    static let firstSlots = 4_096
    static let mostSlots = 8_192
    /// Bytes of an entry's texts, each with its closing quote, that are remembered; longer ones are made each time.
    static let longest = 128
    static let entriesOfEviction = 8
    private static let ways = 2

    /// What a comparison 32 bytes at a time may look at behind the last slot.
    private static let bytesBehind = 32

    private struct Slot {
        /// Which texts an entry has; 0 while there are none.
        var fields: UInt64 = 0
        var texts: EntryTexts?
    }

    private(set) var slots = firstSlots
    /// Each slot's texts with the quotes behind them, so that none is another's beginning.
    private var bytes = UnsafeMutablePointer<UInt8>.zeroed(firstSlots * longest + bytesBehind)
    private var table = UnsafeMutablePointer<Slot>.allocate(capacity: firstSlots)
    private let hash = TextHash()
    /// Times that texts took the place of others, and entries that were asked for, since that was last judged.
    private var evictions = 0
    private var asked = 0

    init() {
        table.initialize(repeating: Slot(), count: slots)
    }

    deinit {
        table.deinitialize(count: slots)
        table.deallocate()
        free(bytes)
    }

    /// The texts of an entry, should they be those of one slot.
    ///
    /// - Parameters:
    ///   - slot: below `slots`.
    ///   - members: behind each text's closing quote 31 bytes may be looked at, whatever they are.
    ///   - own: as below.
    @inline(__always)
    mutating func texts(
        at slot: Int, of members: borrowing EntryMembers, own: EntryField
    ) -> EntryTexts? {
        let fields = members.present(of: Self.fields(own))
        guard table[slot].fields == fields else { return nil }
        var place = UnsafePointer(bytes + slot * Self.longest)
        guard
            Self.each(
                own,
                { field in
                    guard let text = members.text(field) else { return true }
                    defer { place += text.count + 1 }
                    return scan_is_same_in_32s(text.start, place, text.count + 1) != 0
                })
        else { return nil }
        asked += 1
        return table[slot].texts
    }

    /// The texts of an entry.
    ///
    /// - Parameters:
    ///   - own: the text that only entries of this type have; `none` where there is no such.
    ///   - limit: bytes that each may have.
    /// - Returns: them, and the slot that they are in, if they are in one.
    /// - Throws: where there is no id, or one of them is longer.
    mutating func texts(
        of members: borrowing EntryMembers, own: EntryField, limit: Int
    ) throws(NotPlain) -> (texts: EntryTexts, slot: Int?) {
        guard let id = members.text(.id) else { throw NotPlain() }
        asked += 1
        let fields = members.present(of: Self.fields(own))
        var (count, greatest) = (0, 0)
        _ = Self.each(own) { field in
            guard let text = members.text(field) else { return true }
            count += text.count + 1
            greatest = max(greatest, text.count)
            return true
        }
        let isShort = count <= Self.longest
        let first = firstSlot(id.start, id.count)
        if isShort {
            for slot in first..<(first + Self.ways) where table[slot].fields == fields {
                guard isSame(slot, members, own), let known = table[slot].texts else { continue }
                return (known, slot)
            }
        }
        guard greatest <= limit else { throw NotPlain() }
        let made = EntryTexts(Self.content(members, id: id, own: own))
        guard isShort else { return (made, nil) }
        let slot = slotToFill(of: id)
        table[slot] = Slot(fields: fields, texts: made)
        var end = bytes + slot * Self.longest
        _ = Self.each(own) { field in
            guard let text = members.text(field) else { return true }
            end.update(from: text.start, count: text.count + 1)
            end += text.count + 1
            return true
        }
        return (made, slot)
    }

    private func isSame(_ slot: Int, _ members: borrowing EntryMembers, _ own: EntryField) -> Bool {
        var place = UnsafePointer(bytes + slot * Self.longest)
        return Self.each(own) { field in
            guard let text = members.text(field) else { return true }
            defer { place += text.count + 1 }
            return scan_is_same(place, text.start, text.count + 1) != 0
        }
    }

    /// The texts of an entry in the order in which they lie in a slot, until `isTaken` says no.
    @inline(__always)
    private static func each(_ own: EntryField, _ isTaken: (EntryField) -> Bool) -> Bool {
        isTaken(.id) && isTaken(.mid) && isTaken(.rid) && isTaken(.transportId) && isTaken(own)
    }

    @inline(__always)
    private static func fields(_ own: EntryField) -> UInt64 {
        EntryField.id.bit | EntryField.mid.bit | EntryField.rid.bit | EntryField.transportId.bit | own.bit
    }

    /// The first of the slots for an id.
    @inline(__always)
    private func firstSlot(_ id: UnsafePointer<UInt8>, _ count: Int) -> Int {
        Int(truncatingIfNeeded: hash.of(id, count)) & (slots - Self.ways)
    }

    private mutating func slotToFill(of id: JSONCursor.Text) -> Int {
        if evictions == slots {
            if asked < evictions * Self.entriesOfEviction, slots < Self.mostSlots { grow() }
            (evictions, asked) = (0, 0)
        }
        let first = firstSlot(id.start, id.count)
        if let free = freeSlot(first) { return free }
        evictions += 1
        return first + evictions % Self.ways
    }

    private func freeSlot(_ first: Int) -> Int? {
        (first..<(first + Self.ways)).first { table[$0].fields == 0 }
    }

    private mutating func grow() {
        let (oldTable, oldBytes, oldSlots) = (table, bytes, slots)
        slots *= 2
        table = .allocate(capacity: slots)
        table.initialize(repeating: Slot(), count: slots)
        bytes = .zeroed(slots * Self.longest + Self.bytesBehind)
        for old in 0..<oldSlots {
            guard let texts = oldTable[old].texts else { continue }
            let text = oldBytes + old * Self.longest
            // Each goes to one of two places of its own, where no more than its neighbour can be.
            guard let slot = freeSlot(firstSlot(text, texts.content.id.utf8.count)) else { continue }
            table[slot] = oldTable[old]
            (bytes + slot * Self.longest).update(from: text, count: Self.longest)
        }
        oldTable.deinitialize(count: oldSlots)
        oldTable.deallocate()
        free(oldBytes)
    }

    private static func content(
        _ members: borrowing EntryMembers, id: JSONCursor.Text, own: EntryField
    ) -> EntryTexts.Content {
        var content = EntryTexts.Content(id: id.string)
        content.mid = members.text(.mid)?.string
        content.rid = members.text(.rid)?.string
        content.transportId = members.text(.transportId)?.string
        if own == .mediaSourceId { content.mediaSourceId = members.text(own)?.string }
        if own == .trackIdentifier { content.trackIdentifier = members.text(own)?.string }
        return content
    }
}
