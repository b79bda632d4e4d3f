import CScan

/// A key as it stands in a text, and what is known of it, on two cache lines.
struct KeyRecord {
    typealias Words = (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)

    /// Bytes of a key with its quotes and colon.
    static let tokenBytes = MemoryLayout<Words>.size

    /// The key with its quotes and colon; zeros behind it.
    private var token: Words = (0, 0, 0, 0, 0, 0, 0, 0)
    /// The objects that had it last, one for each depth, by their numbers: none may have it twice.
    private var seen: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
    private(set) var length: UInt32 = 0
    /// Ones for the bytes among the first 32 that do not count.
    private(set) var beyond: UInt32 = 0
    /// What it is read into, in an entry and around the entries.
    var field = EntryField.none
    /// And within `qualityLimitationDurations`.
    var duration = EntryField.none
    var role = ReportField.none

    /// Levels of objects whose keys are told apart, that of an entry being the first.
    static let depths = 4

    init() {}

    /// - Parameter count: at most `tokenBytes` - 3.
    init(_ start: UnsafePointer<UInt8>, _ count: Int) {
        withUnsafeMutableBytes(of: &token) { token in
            token[0] = UInt8(ascii: "\"")
            token.baseAddress?.advanced(by: 1).copyMemory(from: start, byteCount: count)
            token[count + 1] = UInt8(ascii: "\"")
            token[count + 2] = UInt8(ascii: ":")
        }
        length = UInt32(count + 3)
        beyond = count + 3 < 32 ? .max << length : 0
    }

    mutating func forgetObjects() { seen = (0, 0, 0, 0) }
}

extension UnsafeMutablePointer<KeyRecord> {
    /// The key with its quotes and colon, of which 64 bytes may be read.
    @inline(__always)
    var token: UnsafePointer<UInt8> { UnsafeRawPointer(self).assumingMemoryBound(to: UInt8.self) }

    /// Whether the key stands at `text`, of which 64 bytes may be read. A record without a key does at 32 zeros, where no value
    /// begins, and nowhere else.
    @inline(__always)
    func stands(at text: UnsafePointer<UInt8>) -> Bool {
        guard scan_same_32(text, token) | pointee.beyond == .max else { return false }
        return pointee.length <= 32 || isEndSame(text)
    }

    private func isEndSame(_ text: UnsafePointer<UInt8>) -> Bool {
        scan_is_same(text + 32, token + 32, Int(pointee.length) - 32) != 0
    }

    /// Whether it is the key of these bytes, which may be any.
    func isKey(_ start: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        Int(pointee.length) == count + 3 && scan_is_same(token + 1, start, count) != 0
    }

    /// The key without its quotes and colon.
    var text: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: token + 1, count: Int(pointee.length) - 3)
    }

    @inline(__always)
    private var seen: UnsafeMutablePointer<UInt32> {
        UnsafeMutableRawPointer(self).advanced(by: KeyRecord.tokenBytes).assumingMemoryBound(to: UInt32.self)
    }

    /// Notes that the object has the key.
    ///
    /// - Returns: `false` where it had it before.
    @inline(__always)
    func mark(_ object: UInt32, depth: Int) -> Bool {
        guard seen[depth] != object else { return false }
        seen[depth] = object
        return true
    }
}
