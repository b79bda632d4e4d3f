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
    static let depths = KeyRecord.depths

    private static let buckets = 2 * capacity

    /// What came behind a key the last times, as far as it differed.
    struct Followers {
        var last = UInt16(start)
        var other = UInt16(start)
    }

    let records = UnsafeMutablePointer<KeyRecord>.allocate(capacity: capacity)
    private let followers = UnsafeMutablePointer<Followers>.allocate(capacity: capacity)
    /// Open addressing; 0 is free, which half of it is at least.
    private let index = UnsafeMutablePointer<UInt16>.allocate(capacity: buckets)
    private let hash = TextHash()
    private var count = 1
    private var seededCount = 1
    private var objects: UInt32 = 0
    /// Times that the table was full.
    private(set) var resets: UInt64 = 0

    init() {
        records.initialize(repeating: KeyRecord(), count: Self.capacity)
        followers.initialize(repeating: Followers(), count: Self.capacity)
        index.initialize(repeating: 0, count: Self.buckets)
        for seed in EntryField.all {
            if let key = add(seed.name.utf8Start, seed.name.utf8CodeUnitCount) { records[key].field = seed.field }
        }
        for seed in EntryField.durations {
            if let key = add(seed.name.utf8Start, seed.name.utf8CodeUnitCount) { records[key].duration = seed.field }
        }
        for seed in ReportField.all {
            if let key = add(seed.name.utf8Start, seed.name.utf8CodeUnitCount) { records[key].role = seed.field }
        }
        seededCount = count
    }

    deinit {
        records.deallocate()
        followers.deallocate()
        index.deallocate()
    }

    @inline(__always)
    func field(of key: ID) -> EntryField { records[key].field }

    @inline(__always)
    func duration(of key: ID) -> EntryField { records[key].duration }

    @inline(__always)
    func role(of key: ID) -> ReportField { records[key].role }

    /// Makes room, should it be needed. Keys known from before are not those after.
    mutating func prepare() {
        if objects > .max / 2 {
            forgetObjects()
            objects = 0
        }
        guard count > Self.capacity * 3 / 4 else { return }
        resets += 1
        count = seededCount
        followers.update(repeating: Followers(), count: Self.capacity)
        forgetObjects()
        index.update(repeating: 0, count: Self.buckets)
        for key in 1..<count {
            let text = (records + key).text
            if let start = text.baseAddress { index[bucket(start, text.count)] = UInt16(key) }
        }
    }

    private func forgetObjects() {
        for key in 0..<Self.capacity { records[key].forgetObjects() }
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
    mutating func next(
        after previous: ID, object: UInt32, depth: Int, _ cursor: inout JSONCursor
    ) throws(NotPlain) -> ID {
        let known = followers + previous
        var key = Int(known.pointee.last)
        if !cursor.take(key: records + key) {
            let other = Int(known.pointee.other)
            known.pointee.other = known.pointee.last
            key = cursor.take(key: records + other) ? other : try find(&cursor)
            known.pointee.last = UInt16(key)
        }
        guard (records + key).mark(object, depth: depth) else { throw NotPlain() }
        return key
    }

    private mutating func find(_ cursor: inout JSONCursor) throws(NotPlain) -> ID {
        let text = try cursor.text()
        try cursor.expect(UInt8(ascii: ":"))
        guard text.count <= KeyRecord.tokenBytes - 3, let key = add(text.start, text.count) else { throw NotPlain() }
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
        records[key] = KeyRecord(start, length)
        return key
    }

    /// Where a key is, or would be.
    private func bucket(_ start: UnsafePointer<UInt8>, _ length: Int) -> Int {
        var place = Int(truncatingIfNeeded: hash.of(start, length)) & (Self.buckets - 1)
        while index[place] != 0 {
            if (records + Int(index[place])).isKey(start, length) { return place }
            place = (place + 1) & (Self.buckets - 1)
        }
        return place
    }
}
