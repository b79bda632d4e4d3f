/// A hash of short texts that nobody outside the process can foresee.
struct TextHash {
    private let seed = UInt64.random(in: .min ... .max)

    @inline(__always)
    func of(_ start: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
        let raw = UnsafeRawPointer(start)
        var hash = Self.mixed(seed ^ UInt64(truncatingIfNeeded: count))
        if count >= 8 {
            var offset = 0
            while count - offset > 8 {
                hash = Self.mixed(hash ^ raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                offset += 8
            }
            return Self.mixed(hash ^ raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self))
        }
        var rest: UInt64 = 0
        for offset in 0..<count { rest = rest << 8 | UInt64(start[offset]) }
        return Self.mixed(hash ^ rest)
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        let (high, low) = value.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        return high ^ low
    }
}
