/// JSON text as it grows, written the way browsers write it: no spaces, no trailing zeros.
struct StatsText {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    /// Empties it and keeps its memory.
    mutating func clear() { bytes.removeAll(keepingCapacity: true) }

    mutating func raw(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func raw(_ text: some Collection<UInt8>) { bytes.append(contentsOf: text) }

    mutating func number(_ value: some BinaryInteger) {
        value < 0 ? bytes.append(UInt8(ascii: "-")) : ()
        digits(UInt64(value.magnitude), atLeast: 1)
    }

    /// `value` / 10^`places`.
    mutating func decimal(_ value: UInt64, places: Int) {
        var scale: UInt64 = 1
        for _ in 0..<places { scale *= 10 }
        digits(value / scale, atLeast: 1)
        var fraction = value % scale
        guard fraction > 0 else { return }
        var count = places
        while fraction % 10 == 0 {
            fraction /= 10
            count -= 1
        }
        bytes.append(UInt8(ascii: "."))
        digits(fraction, atLeast: count)
    }

    /// A time in µs as ms, as the Performance API has it.
    mutating func milliseconds(_ microseconds: Int64) { decimal(UInt64(max(0, microseconds)), places: 3) }

    private mutating func digits(_ value: UInt64, atLeast count: Int) {
        withUnsafeTemporaryAllocation(byteCount: 20, alignment: 1) { room in
            var rest = value
            var start = room.count
            repeat {
                start -= 1
                room[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0 || room.count - start < count
            bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: room[start...]))
        }
    }
}
