import CScan
import Vitals

/// The texts of entries that have been seen, so that the next report's entry of the same stream gets the same ones.
///
/// Texts take the place of others whose id has the same low bits of its hash. Memory is bounded: `slots` entries of
/// `longest` bytes.
struct EntryTextTable: ~Copyable {
    static let slots = 4_096
    /// Bytes of an entry's texts that are remembered; longer ones are made each time.
    static let longest = 192
    /// Texts of an entry.
    private static let count = 5
    /// Length of a text that is missing.
    private static let none = UInt8.max

    private struct Slot {
        /// The lengths of the texts, which stand in `bytes` one behind the other.
        var lengths: (UInt8, UInt8, UInt8, UInt8, UInt8) = (none, none, none, none, none)
        var own = EntryField.none
        var texts: EntryTexts?
    }

    private let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: slots * longest)
    private let table = UnsafeMutablePointer<Slot>.allocate(capacity: slots)
    private let hash = TextHash()

    init() {
        bytes.initialize(repeating: 0, count: Self.slots * Self.longest)
        table.initialize(repeating: Slot(), count: Self.slots)
    }

    deinit {
        table.deinitialize(count: Self.slots)
        table.deallocate()
        bytes.deallocate()
    }

    /// The texts of an entry.
    ///
    /// - Parameters:
    ///   - id: the entry's, which is among its members.
    ///   - own: the text that only entries of this type have; `none` where there is no such.
    mutating func texts(of members: borrowing EntryMembers, id: JSONCursor.Text, own: EntryField) -> EntryTexts {
        let place = Int(truncatingIfNeeded: hash.of(id.start, id.count)) & (Self.slots - 1)
        if let known = table[place].texts, isSame(place, members, own) { return known }
        let made = EntryTexts(Self.content(members, id: id, own: own))
        remember(made, at: place, members, own)
        return made
    }

    private func isSame(_ place: Int, _ members: borrowing EntryMembers, _ own: EntryField) -> Bool {
        let slot = table + place
        guard slot.pointee.own == own else { return false }
        let lengths = slot.pointee.lengths
        var known = UnsafePointer(bytes + place * Self.longest)
        return Self.pass(&known, lengths.0, members.text(.id)) && Self.pass(&known, lengths.1, members.text(.mid))
            && Self.pass(&known, lengths.2, members.text(.rid))
            && Self.pass(&known, lengths.3, members.text(.transportId))
            && Self.pass(&known, lengths.4, own == .none ? nil : members.text(own))
    }

    /// Passes over a known text, should it be this one.
    @inline(__always)
    private static func pass(_ known: inout UnsafePointer<UInt8>, _ length: UInt8, _ text: JSONCursor.Text?) -> Bool {
        guard let text else { return length == none }
        guard Int(length) == text.count, length != none, scan_is_same(known, text.start, text.count) != 0 else {
            return false
        }
        known += text.count
        return true
    }

    /// Nothing is remembered where they are too long.
    private mutating func remember(
        _ texts: EntryTexts, at place: Int, _ members: borrowing EntryMembers, _ own: EntryField
    ) {
        let all = [
            members.text(.id), members.text(.mid), members.text(.rid), members.text(.transportId),
            own == .none ? nil : members.text(own),
        ]
        guard all.reduce(0, { $0 + ($1?.count ?? 0) }) <= Self.longest else { return }
        var end = bytes + place * Self.longest
        for case let text? in all {
            end.update(from: text.start, count: text.count)
            end += text.count
        }
        let lengths = all.map { text in text.map { UInt8($0.count) } ?? Self.none }
        table[place] = Slot(
            lengths: (lengths[0], lengths[1], lengths[2], lengths[3], lengths[4]), own: own, texts: texts)
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
