/// Where the values of an entry stand that is being read: all that are no lists and no objects.
struct EntryOutline: ~Copyable {
    /// Values of an entry that are noted. One with more is read each time as if it were the first.
    static let valueLimit = 160
    /// Bytes of such an entry.
    static let byteLimit = 8_192

    struct Value {
        /// From behind the entry's brace on.
        var start: UInt16
        var count: UInt16
        var field: EntryField

        var end: Int { Int(start) + Int(count) }
    }

    /// An entry from behind its brace on, and its values in their order.
    struct Whole {
        var text: UnsafeBufferPointer<UInt8>
        var values: UnsafeBufferPointer<Value>
    }

    private let values = UnsafeMutablePointer<Value>.allocate(capacity: valueLimit)
    private var count = 0
    /// `nil` outside an entry, and where one is too long.
    private var start: UnsafePointer<UInt8>?

    deinit { values.deallocate() }

    /// Begins behind an entry's brace.
    mutating func begin(at start: UnsafePointer<UInt8>) {
        self.start = start
        count = 0
    }

    @inline(__always)
    mutating func add(from first: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>, _ field: EntryField) {
        guard let start else { return }
        guard count < Self.valueLimit, end - start <= Self.byteLimit else {
            self.start = nil
            return
        }
        values[count] = Value(start: UInt16(first - start), count: UInt16(end - first), field: field)
        count += 1
    }

    /// Ends the entry, should there be one.
    mutating func close() { start = nil }

    /// The entry that ends at `end`; `nil` where it is too long. Valid until the next one begins.
    mutating func close(at end: UnsafePointer<UInt8>) -> Whole? {
        defer { close() }
        guard let start, end - start <= Self.byteLimit else { return nil }
        return Whole(
            text: UnsafeBufferPointer(start: start, count: end - start),
            values: UnsafeBufferPointer(start: values, count: count))
    }
}
