import CScan

/// Texts that have been seen, so that names and labels which come in every report are not made anew each time.
///
/// A text has two slots to be in, by its hash, and takes the place of another where both are taken: two that come in turn do not
/// drive each other out. Memory is bounded: `slots` texts of `longest` bytes.
struct TextTable: ~Copyable {
    static let slots = 2_048
    /// Bytes of a text that is remembered; longer ones are made each time.
    static let longest = 64
    private static let ways = 2

    /// Written with a slot's length, and touched no sooner.
    private let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: slots * longest)
    private let lengths = UnsafeMutablePointer<UInt8>.allocate(capacity: slots)
    private let texts = UnsafeMutablePointer<String>.allocate(capacity: slots)
    /// By place: which of its slots was not written last, and is next.
    private let next = UnsafeMutablePointer<UInt8>.allocate(capacity: slots / ways)
    private let hash = TextHash()
    /// Texts that were made and remembered.
    private(set) var made = 0

    init() {
        lengths.initialize(repeating: 0, count: Self.slots)
        texts.initialize(repeating: "", count: Self.slots)
        next.initialize(repeating: 0, count: Self.slots / Self.ways)
    }

    deinit {
        texts.deinitialize(count: Self.slots)
        bytes.deallocate()
        lengths.deallocate()
        texts.deallocate()
        next.deallocate()
    }

    mutating func string(_ text: JSONCursor.Text) -> String {
        guard text.count <= Self.longest else { return text.string }
        let first = Int(truncatingIfNeeded: hash.of(text.start, text.count)) & (Self.slots - Self.ways)
        for slot in first..<(first + Self.ways)
        where Int(lengths[slot]) == text.count
            && scan_is_same(bytes + slot * Self.longest, text.start, text.count) != 0
        {
            return texts[slot]
        }
        let slot = first + Int(next[first / Self.ways])
        next[first / Self.ways] ^= 1
        made += 1
        lengths[slot] = UInt8(text.count)
        (bytes + slot * Self.longest).update(from: text.start, count: text.count)
        texts[slot] = text.string
        return texts[slot]
    }
}
