import Glibc

/// The makes of entries that have been seen more than once, and which to expect where.
///
/// Memory is bounded. Where there are as many as there is room for, the oldest goes. A wrong guess costs time only.
struct PatternTable: ~Copyable {
    /// Makes of entries that are told apart.
    static let capacity = 128
    /// Stands for no pattern.
    static let none = 0
    /// Patterns that may be tried in vain with nothing that speaks for them, and how many each entry that fits one adds to what is
    /// left of that: to look for one is never most of the work.
    static let mostTries = 4_096
    static let triesOfEntry = 4

    /// Entries of all reports for which it is remembered what they were.
    private static let placeBits: UInt64 = 16
    private static let onceCapacity = 256

    /// What an entry was the last times. Of one that never came no bit is set: `none`, and any slot.
    private struct Guess {
        var last: UInt8
        /// As far as it differed.
        var other: UInt8
        /// Where its texts are in the table of them.
        var texts: UInt16
    }

    /// From 1 on.
    private let patterns = UnsafeMutablePointer<EntryPattern>.allocate(capacity: capacity + 1)
    private let hashes = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity + 1)
    /// What came in the place of a pattern the last time that it did not come again.
    private let successors = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + 1)
    private let guesses = UnsafeMutablePointer<Guess>.zeroed(1 << placeBits)
    /// Hashes of the last makes that came once, the oldest overwritten first: with a place for each by its hash, two that come
    /// in turn could drive each other out for ever.
    private let once = UnsafeMutablePointer<UInt64>.allocate(capacity: onceCapacity)
    private var oldestOnce = 0
    private let hash = TextHash()
    private var source: UInt64 = 0
    /// Of the entry at hand. Those of a report lie one behind the other, where its source's first one has its own by a hash:
    /// browsers keep the order from report to report, and memory is waited for once a report.
    private var place = 0
    private var oldest = 1
    private(set) var count = 0
    private(set) var triesLeft = mostTries
    /// Entries that fitted one.
    private(set) var matches: UInt64 = 0
    /// Times that no more were tried.
    private(set) var searchesCut: UInt64 = 0
    /// Times that one made room for another.
    private(set) var replaced: UInt64 = 0

    init() {
        hashes.initialize(repeating: 0, count: Self.capacity + 1)
        successors.initialize(repeating: UInt8(Self.none), count: Self.capacity + 1)
        once.initialize(repeating: 0, count: Self.onceCapacity)
    }

    deinit {
        (patterns + 1).deinitialize(count: count)
        patterns.deallocate()
        hashes.deallocate()
        successors.deallocate()
        free(guesses)
        once.deallocate()
    }

    /// - Parameter number: of a pattern, from 1 to `count`.
    @inline(__always)
    subscript(number: Int) -> UnsafePointer<EntryPattern> { UnsafePointer(patterns + number) }

    mutating func beginReport() { source = 0 }

    /// Notes whose report it is, or of which of their connections.
    mutating func note(source text: JSONCursor.Text) {
        source = source &* 3 ^ hash.of(text.start, text.count)
    }

    /// Begins the entries of the report.
    mutating func beginEntries() {
        place = Int(truncatingIfNeeded: (source &* 0xD6E8_FEB8_6659_FD93) >> (64 - Self.placeBits))
    }

    /// Goes on to the next entry.
    @inline(__always)
    mutating func advance() { place = (place &+ 1) % (1 << Int(Self.placeBits)) }

    /// The patterns to try of an entry, the likeliest first; `none` where nothing is known. The last is what came in the place of
    /// the first, and of an entry that is new the pattern that the last new one had.
    @inline(__always)
    var expected: (Int, Int, Int) {
        let guess = guesses[place]
        return (Int(guess.last), Int(guess.other), Int(successors[Int(guess.last)]))
    }

    /// The slot that the entry's texts were in the last time.
    @inline(__always)
    var expectedTexts: Int { Int(guesses[place].texts) }

    /// The entry's texts are in `slot`.
    mutating func noteTexts(at slot: Int) { guesses[place].texts = UInt16(truncatingIfNeeded: slot) }

    /// Whether one more may be tried with nothing that speaks for it.
    mutating func mayTry() -> Bool {
        guard triesLeft > 0 else {
            searchesCut += 1
            return false
        }
        triesLeft -= 1
        return true
    }

    /// The entry fitted pattern `number`.
    @inline(__always)
    mutating func match(_ number: Int) {
        matches &+= 1
        triesLeft = min(triesLeft + Self.triesOfEntry, Self.mostTries)
        note(number)
    }

    @inline(__always)
    private mutating func note(_ number: Int) {
        let pattern = UInt8(number)
        guard guesses[place].last != pattern else { return }
        successors[Int(guesses[place].last)] = pattern
        guesses[place].other = guesses[place].last
        guesses[place].last = pattern
    }

    /// Takes in an entry that fitted none of the patterns.
    ///
    /// - Parameters:
    ///   - members: of the entry, which has been read.
    ///   - containers: lists and objects in it, itself among them.
    mutating func learn(
        _ entry: EntryOutline.Whole, _ members: borrowing EntryMembers, kind: EntryKind, containers: Int
    ) {
        let hash = entry.hash(hash)
        for number in 1..<(count + 1) where hashes[number] == hash {
            guard patterns[number].widen(to: entry, members) else { return }
            return note(number)
        }
        // Makes that do not come again are not worth a pattern.
        guard (0..<Self.onceCapacity).contains(where: { once[$0] == hash }) else {
            once[oldestOnce] = hash
            oldestOnce = (oldestOnce + 1) % Self.onceCapacity
            return
        }
        let number = makeRoom()
        (patterns + number).initialize(to: EntryPattern(entry, members, kind: kind, containers: containers))
        hashes[number] = hash
        note(number)
    }

    /// A number without a pattern.
    private mutating func makeRoom() -> Int {
        guard count == Self.capacity else {
            count += 1
            return count
        }
        let number = oldest
        oldest = oldest % Self.capacity + 1
        (patterns + number).deinitialize(count: 1)
        replaced += 1
        return number
    }
}
