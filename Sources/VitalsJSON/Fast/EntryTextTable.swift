import CScan
import Vitals

/// The texts of entries that have been seen, so that the next report's entry of the same stream gets the same ones.
///
/// Texts have two slots to be in, by their id's hash, and take the place of others where both are taken. The table doubles
/// where more than one in `entriesOfEviction` do: not for a few that fall into one place. Memory is bounded: `mostSlots`
/// entries of `longest` bytes.
struct EntryTextTable: ~Copyable {
    static let firstSlots = 4_096
    static let mostSlots = 8_192
    /// Bytes of an entry's texts that are remembered; longer ones are made each time.
    static let longest = 128
    static let entriesOfEviction = 8
    private static let ways = 2

    private struct Slot {
        /// As `Form`'s bits; 0 while there are no texts.
        var form: UInt64 = 0
        var texts: EntryTexts?
    }

    /// Which texts an entry has, and of what lengths.
    private struct Form {
        /// Bytes of all of them.
        var count = 0
        private(set) var bits: UInt64
        private(set) var greatest = 0

        @inline(__always)
        init(_ own: EntryField) { bits = 1 << 8 | UInt64(own.rawValue) }

        /// Lengths beyond a byte's are not told apart: those are beyond `longest`.
        @inline(__always)
        mutating func add(_ text: JSONCursor.Text?) {
            let length = text?.count ?? Int(UInt8.max)
            bits = bits << 8 | UInt64(UInt8(truncatingIfNeeded: length))
            guard let text else { return }
            count += text.count
            greatest = max(greatest, text.count)
        }
    }

    private(set) var slots = firstSlots
    /// Written with a slot's form, and touched no sooner.
    private var bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: firstSlots * longest)
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
        bytes.deallocate()
    }

    /// The texts of an entry.
    ///
    /// - Parameters:
    ///   - own: the text that only entries of this type have; `none` where there is no such.
    ///   - limit: bytes that each may have.
    /// - Throws: where there is no id, or one of them is longer.
    mutating func texts(
        of members: borrowing EntryMembers, own: EntryField, limit: Int
    ) throws(NotPlain) -> EntryTexts {
        guard let id = members.text(.id) else { throw NotPlain() }
        asked += 1
        let mid = members.text(.mid)
        let rid = members.text(.rid)
        let transport = members.text(.transportId)
        let ownText = own == .none ? nil : members.text(own)
        var form = Form(own)
        form.add(id)
        form.add(mid)
        form.add(rid)
        form.add(transport)
        form.add(ownText)
        let isShort = form.count <= Self.longest
        let first = firstSlot(id.start, id.count)
        if isShort {
            for slot in first..<(first + Self.ways) where table[slot].form == form.bits {
                guard let known = table[slot].texts else { continue }
                var place = UnsafePointer(bytes + slot * Self.longest)
                if Self.pass(&place, id), Self.pass(&place, mid), Self.pass(&place, rid), Self.pass(&place, transport),
                    Self.pass(&place, ownText)
                {
                    return known
                }
            }
        }
        guard form.greatest <= limit else { throw NotPlain() }
        let made = EntryTexts(Self.content(members, id: id, own: own))
        if isShort {
            let slot = slotToFill(of: id)
            table[slot] = Slot(form: form.bits, texts: made)
            var end = bytes + slot * Self.longest
            for case let text? in [id, mid, rid, transport, ownText] {
                end.update(from: text.start, count: text.count)
                end += text.count
            }
        }
        return made
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
        (first..<(first + Self.ways)).first { table[$0].form == 0 }
    }

    private mutating func grow() {
        let (oldTable, oldBytes, oldSlots) = (table, bytes, slots)
        slots *= 2
        table = .allocate(capacity: slots)
        table.initialize(repeating: Slot(), count: slots)
        bytes = .allocate(capacity: slots * Self.longest)
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
        oldBytes.deallocate()
    }

    /// Passes over a known text of the same length, should it be this one.
    @inline(__always)
    private static func pass(_ known: inout UnsafePointer<UInt8>, _ text: JSONCursor.Text?) -> Bool {
        guard let text else { return true }
        guard scan_is_same(known, text.start, text.count) != 0 else { return false }
        known += text.count
        return true
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
