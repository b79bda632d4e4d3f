import CScan

/// What entries of one make have in common: the text between their values, and those values that have always been the
/// same.
///
/// The first of them was read key by key. Whatever has the same text between its values has its keys, none of them twice,
/// and is JSON where the values are.
struct EntryPattern: ~Copyable {
    /// A stretch of text that is always the same, and the value behind it, which is not.
    struct Step {
        /// Where the stretch begins in the pattern's text.
        var start: UInt16
        /// Bytes of it, 1 at least.
        var count: UInt16
        /// How often 32 bytes go before its last ones.
        var blocks: UInt16
        var gap: Gap
        var field: EntryField
        /// Ones for those of the last 32 bytes that do not count.
        var beyond: UInt32
    }

    enum Gap: UInt8 {
        case skipped, number, time, text, flag, end

        /// - Parameter kind: the entry's; of an `other` one nothing is asked.
        init(_ field: EntryField, of kind: EntryKind) {
            self =
                switch field.form {
                case .number where field == .timestamp: .time
                case _ where kind == .other: .skipped
                // What is noted of durations is `null`, which does not vary.
                case .skipped, .durations: .skipped
                case .number: .number
                case .text: .text
                case .flag: .flag
                }
        }
    }

    let kind: EntryKind
    /// Lists and objects in an entry, itself among them.
    let containers: Int
    /// The text of the entry that it was made of, with room behind it.
    private let text: UnsafeMutablePointer<UInt8>
    private let count: Int
    private let values: UnsafeMutableBufferPointer<EntryOutline.Value>
    /// By the numbers of the values: whether they have not always been the same.
    private let varies: UnsafeMutableBufferPointer<Bool>
    let steps: UnsafeMutablePointer<Step>
    /// The members that are always the same.
    private(set) var usual = EntryMembers()

    /// - Parameter members: of the entry that has been read.
    init(_ entry: EntryOutline.Whole, _ members: borrowing EntryMembers, kind: EntryKind, containers: Int) {
        self.kind = kind
        self.containers = containers
        count = entry.text.count
        text = .allocate(capacity: count + 32)
        text.initialize(repeating: 0, count: count + 32)
        values = .allocate(capacity: entry.values.count)
        varies = .allocate(capacity: entry.values.count)
        steps = .allocate(capacity: entry.values.count + 1)
        varies.initialize(repeating: false)
        _ = values.initialize(from: entry.values)
        if let start = entry.text.baseAddress { text.update(from: start, count: count) }
        settle(members)
    }

    deinit {
        text.deallocate()
        values.deallocate()
        varies.deallocate()
        steps.deallocate()
    }

    /// Whether a step's stretch stands at `place`, where 31 bytes more may be read than it has.
    @inline(__always)
    func isStretch(of step: UnsafePointer<Step>, at place: UnsafePointer<UInt8>) -> Bool {
        var (place, known) = (place, UnsafePointer(text + Int(step.pointee.start)))
        for _ in 0..<step.pointee.blocks {
            guard scan_same_32(place, known) == .max else { return false }
            place += 32
            known += 32
        }
        return scan_same_32(place, known) | step.pointee.beyond == .max
    }

    /// Lets those values vary that are others in an entry.
    ///
    /// - Parameter members: of the entry, which has been read.
    /// - Returns: `false` where it is of another make, and nothing has changed.
    mutating func widen(to entry: EntryOutline.Whole, _ members: borrowing EntryMembers) -> Bool {
        guard let other = entry.text.baseAddress, entry.isOfSameMake(as: own) else { return false }
        for number in values.indices where !varies[number] {
            let (mine, theirs) = (values[number], entry.values[number])
            varies[number] =
                mine.count != theirs.count
                || scan_is_same(text + Int(mine.start), other + Int(theirs.start), Int(mine.count)) == 0
        }
        settle(members)
        return true
    }

    private var own: EntryOutline.Whole {
        EntryOutline.Whole(
            text: UnsafeBufferPointer(start: text, count: count), values: UnsafeBufferPointer(values))
    }

    /// Sees anew what is always the same.
    private mutating func settle(_ members: borrowing EntryMembers) {
        usual.removeAll()
        if members.has(.qualityLimitationDurations) { usual.setDurations() }
        var step = 0
        var place = 0
        for number in values.indices {
            let value = values[number]
            guard varies[number] else {
                note(value, members)
                continue
            }
            steps[step] = Step(from: place, to: Int(value.start), Gap(value.field, of: kind), value.field)
            step += 1
            place = value.end
        }
        steps[step] = Step(from: place, to: count, .end, .none)
    }

    private mutating func note(_ value: EntryOutline.Value, _ members: borrowing EntryMembers) {
        let start = text + Int(value.start)
        // A member that is null counts as missing.
        guard start.pointee != UInt8(ascii: "n") else { return }
        switch value.field.form {
        case .skipped, .durations: break
        case .number: usual.set(value.field, members.figure(value.field))
        case .text: usual.set(value.field, JSONCursor.Text(start: start + 1, count: Int(value.count) - 2))
        case .flag: if let active = members.active { usual.set(active: active) }
        }
    }
}

extension EntryPattern.Step {
    fileprivate init(from start: Int, to end: Int, _ gap: EntryPattern.Gap, _ field: EntryField) {
        let rest = (end - start - 1) % 32 + 1
        self.init(
            start: UInt16(start), count: UInt16(end - start), blocks: UInt16((end - start - 1) / 32), gap: gap,
            field: field, beyond: rest == 32 ? 0 : .max << UInt32(rest))
    }
}

extension EntryOutline.Whole {
    /// Whether the text between the values is the same, and those values with it that tell entries apart.
    func isOfSameMake(as other: EntryOutline.Whole) -> Bool {
        guard values.count == other.values.count else { return false }
        var (place, theirs) = (0, 0)
        for number in values.indices {
            let (value, their) = (values[number], other.values[number])
            let (end, theirEnd) =
                value.field.tellsApart ? (value.end, their.end) : (Int(value.start), Int(their.start))
            guard isSame(place..<end, theirs..<theirEnd, in: other) else { return false }
            (place, theirs) = (value.end, their.end)
        }
        return isSame(place..<text.count, theirs..<other.text.count, in: other)
    }

    private func isSame(_ mine: Range<Int>, _ theirs: Range<Int>, in other: EntryOutline.Whole) -> Bool {
        guard mine.count == theirs.count, let start = text.baseAddress, let their = other.text.baseAddress else {
            return false
        }
        return scan_is_same(start + mine.lowerBound, their + theirs.lowerBound, mine.count) != 0
    }

    /// Of all that entries of the same make have in common.
    func hash(_ hash: TextHash) -> UInt64 {
        guard let start = text.baseAddress else { return 0 }
        var sum: UInt64 = 0
        var place = 0
        for value in values {
            let end = value.field.tellsApart ? value.end : Int(value.start)
            sum = sum &* 0x9E37_79B9_7F4A_7C15 ^ hash.of(start + place, end - place)
            place = value.end
        }
        return sum &* 0x9E37_79B9_7F4A_7C15 ^ hash.of(start + place, text.count - place)
    }
}

extension EntryField {
    /// Entries in which the member differs are of different makes.
    fileprivate var tellsApart: Bool { self == .type }
}
