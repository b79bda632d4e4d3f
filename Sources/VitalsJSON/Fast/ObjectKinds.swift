/// Which order of keys to expect of an object: that of the last one of its kind.
///
/// A wrong guess costs time only. So kinds are told apart by a hash. When there are as many as there is room for, all are
/// forgotten, so that invented ones do not keep out those that come each time.
struct ObjectKinds: ~Copyable {
    /// Orders of keys that are told apart.
    static let contexts = 64
    static let body = 0
    /// An entry of which nothing is known yet.
    static let entry = 1
    static let nested = 2
    private static let firstOfTypes = 4

    /// Two of each type: of audio and of all else.
    private static let types = (contexts - firstOfTypes) / 2
    private static let slots = 64

    private let hashes = UnsafeMutablePointer<UInt64>.allocate(capacity: slots)
    private let known = UnsafeMutablePointer<UInt8>.allocate(capacity: slots)
    private var count = 0
    /// Times that all were forgotten.
    private(set) var resets: UInt64 = 0

    init() {
        hashes.initialize(repeating: 0, count: Self.slots)
        known.initialize(repeating: 0, count: Self.slots)
    }

    deinit {
        hashes.deallocate()
        known.deallocate()
    }

    /// The context of entries of a type.
    @inline(__always)
    mutating func context(ofType type: JSONCursor.Text) -> Int {
        let hash = Self.hash(type)
        let slot = Int(truncatingIfNeeded: hash >> 58)
        return hashes[slot] == hash ? Int(known[slot]) : find(hash, slot)
    }

    /// The context of those that are audio, where `context` is that of their type.
    @inline(__always)
    static func ofAudio(_ context: Int) -> Int {
        context < firstOfTypes ? context : context | 1
    }

    private mutating func find(_ hash: UInt64, _ first: Int) -> Int {
        for step in 0..<Self.slots {
            let slot = (first + step) % Self.slots
            if hashes[slot] == hash { return Int(known[slot]) }
            guard hashes[slot] == 0 else { continue }
            return add(hash, at: slot)
        }
        return Self.entry
    }

    private mutating func add(_ hash: UInt64, at slot: Int) -> Int {
        if count == Self.types {
            hashes.update(repeating: 0, count: Self.slots)
            count = 0
            resets += 1
        }
        hashes[slot] = hash
        known[slot] = UInt8(Self.firstOfTypes + 2 * count)
        count += 1
        return Int(known[slot])
    }

    @inline(__always)
    private static func hash(_ text: JSONCursor.Text) -> UInt64 {
        guard text.count >= 8 else {
            var short: UInt64 = 1
            for place in 0..<text.count { short = short << 8 | UInt64(text.start[place]) }
            return short &* 0x9E37_79B9_7F4A_7C15
        }
        let raw = UnsafeRawPointer(text.start)
        let first = raw.loadUnaligned(as: UInt64.self)
        let last = raw.loadUnaligned(fromByteOffset: text.count - 8, as: UInt64.self)
        return (first &* 3 &+ last &+ UInt64(truncatingIfNeeded: text.count)) &* 0x9E37_79B9_7F4A_7C15
    }
}
