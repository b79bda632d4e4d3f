import CScan

/// The keys that have been seen, and which of them came behind which: a browser writes the same ones in the same order
/// each time, so that most are known by one comparison with what came last time.
///
/// It also sees to it that no object has a key twice: each key bears the number of the object in which it was seen last,
/// for each depth. Memory is fixed. When it is full it forgets all but the keys it began with.
struct KeyTable: ~Copyable {
    typealias ID = Int

    /// Stands for no key: the first of an object comes behind it.
    static let start: ID = 0
    static let capacity = 512
    /// Bytes of a key with its quotes and colon.
    static let tokenBytes = 64
    /// Levels of objects whose keys are told apart, that of an entry being the first.
    static let depths = 4
    /// Kinds of objects with an order of keys of their own.
    static let contexts = 32

    private static let buckets = 2 * capacity

    private let tokens = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * tokenBytes)
    private let lengths = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    private let fields = UnsafeMutablePointer<EntryField>.allocate(capacity: capacity)
    private let roles = UnsafeMutablePointer<ReportField>.allocate(capacity: capacity)
    private let followers = UnsafeMutablePointer<UInt16>.allocate(capacity: contexts * capacity)
    private let seen = UnsafeMutablePointer<UInt32>.allocate(capacity: depths * capacity)
    /// Open addressing; 0 is free, which half of it is at least.
    private let index = UnsafeMutablePointer<UInt16>.allocate(capacity: buckets)
    private let hash = TextHash()
    private var count = 1
    private var seededCount = 1
    private var objects: UInt32 = 0
    /// Times that the table was full.
    private(set) var resets: UInt64 = 0

    init() {
        fields.initialize(repeating: .none, count: Self.capacity)
        roles.initialize(repeating: .none, count: Self.capacity)
        tokens.initialize(repeating: 0, count: Self.capacity * Self.tokenBytes)
        lengths.initialize(repeating: 0, count: Self.capacity)
        followers.initialize(repeating: 0, count: Self.contexts * Self.capacity)
        seen.initialize(repeating: 0, count: Self.depths * Self.capacity)
        index.initialize(repeating: 0, count: Self.buckets)
        for seed in EntryField.all + EntryField.durations {
            if let key = add(seed.name.utf8Start, seed.name.utf8CodeUnitCount) { fields[key] = seed.field }
        }
        for seed in ReportField.all {
            if let key = add(seed.name.utf8Start, seed.name.utf8CodeUnitCount) { roles[key] = seed.field }
        }
        seededCount = count
    }

    deinit {
        tokens.deallocate()
        lengths.deallocate()
        fields.deallocate()
        roles.deallocate()
        followers.deallocate()
        seen.deallocate()
        index.deallocate()
    }

    @inline(__always)
    func field(of key: ID) -> EntryField { fields[key] }

    @inline(__always)
    func role(of key: ID) -> ReportField { roles[key] }

    /// Makes room, should it be needed. Keys known from before are not those after.
    mutating func prepare() {
        if objects > .max / 2 {
            seen.update(repeating: 0, count: Self.depths * Self.capacity)
            objects = 0
        }
        guard count > Self.capacity * 3 / 4 else { return }
        resets += 1
        count = seededCount
        followers.update(repeating: 0, count: Self.contexts * Self.capacity)
        seen.update(repeating: 0, count: Self.depths * Self.capacity)
        index.update(repeating: 0, count: Self.buckets)
        for key in 1..<count {
            index[bucket(tokens + key * Self.tokenBytes + 1, Int(lengths[key]) - 3)] = UInt16(key)
        }
    }

    /// A number for an object that begins, which no other has.
    @inline(__always)
    mutating func beginObject() -> UInt32 {
        objects &+= 1
        return objects
    }

    /// Passes over a key and its colon.
    ///
    /// - Parameters:
    ///   - previous: the key before it in the same object, or `start`.
    ///   - object: as `beginObject` gave it.
    /// - Throws: also where the object has had the key before.
    @inline(__always)
    mutating func next(
        after previous: ID, context: Int, object: UInt32, depth: Int, _ cursor: inout JSONCursor
    ) throws(NotPlain) -> ID {
        let follower = followers + context * Self.capacity + previous
        var key = Int(follower.pointee)
        if key == Self.start || !cursor.take(token: tokens + key * Self.tokenBytes, count: Int(lengths[key])) {
            key = try find(&cursor)
            follower.pointee = UInt16(key)
        }
        let mark = seen + depth * Self.capacity + key
        guard mark.pointee != object else { throw NotPlain() }
        mark.pointee = object
        return key
    }

    private mutating func find(_ cursor: inout JSONCursor) throws(NotPlain) -> ID {
        let text = try cursor.text()
        try cursor.expect(UInt8(ascii: ":"))
        guard text.count <= Self.tokenBytes - 3, let key = add(text.start, text.count) else { throw NotPlain() }
        return key
    }

    /// The number of a key, which it may get now; `nil` where there is no room.
    private mutating func add(_ start: UnsafePointer<UInt8>, _ length: Int) -> ID? {
        let place = bucket(start, length)
        if index[place] != 0 { return Int(index[place]) }
        guard count < Self.capacity else { return nil }
        let key = count
        count += 1
        index[place] = UInt16(key)
        let token = tokens + key * Self.tokenBytes
        token[0] = UInt8(ascii: "\"")
        (token + 1).update(from: start, count: length)
        token[length + 1] = UInt8(ascii: "\"")
        token[length + 2] = UInt8(ascii: ":")
        lengths[key] = UInt8(length + 3)
        return key
    }

    /// Where a key is, or would be.
    private func bucket(_ start: UnsafePointer<UInt8>, _ length: Int) -> Int {
        var place = Int(truncatingIfNeeded: hash.of(start, length)) & (Self.buckets - 1)
        while index[place] != 0 {
            let key = Int(index[place])
            let token = tokens + key * Self.tokenBytes + 1
            if Int(lengths[key]) - 3 == length, scan_is_same(token, start, length) != 0 { return place }
            place = (place + 1) & (Self.buckets - 1)
        }
        return place
    }
}
