import CScan

/// Texts that have been seen, so that names and labels which come in every report are not made anew each time.
///
/// A text takes the place of another with the same low bits of its hash. Memory is bounded: `slots` texts of
/// `longest` bytes.
struct TextTable: ~Copyable {
    static let slots = 2_048
    /// Bytes of a text that is remembered; longer ones are made each time.
    static let longest = 64

    /// Written with a slot's length, and touched no sooner.
    private let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: slots * longest)
    private let lengths = UnsafeMutablePointer<UInt8>.allocate(capacity: slots)
    private let texts = UnsafeMutablePointer<String>.allocate(capacity: slots)
    private let hash = TextHash()

    init() {
        lengths.initialize(repeating: 0, count: Self.slots)
        texts.initialize(repeating: "", count: Self.slots)
    }

    deinit {
        texts.deinitialize(count: Self.slots)
        bytes.deallocate()
        lengths.deallocate()
        texts.deallocate()
    }

    mutating func string(_ text: JSONCursor.Text) -> String {
        guard text.count <= Self.longest else { return text.string }
        let slot = Int(truncatingIfNeeded: hash.of(text.start, text.count)) & (Self.slots - 1)
        let own = bytes + slot * Self.longest
        if Int(lengths[slot]) == text.count, scan_is_same(own, text.start, text.count) != 0 { return texts[slot] }
        lengths[slot] = UInt8(text.count)
        own.update(from: text.start, count: text.count)
        texts[slot] = text.string
        return texts[slot]
    }
}
