import CScan

/// The last time that an entry of the message had: nearly all entries of a report have the same, in the same digits.
struct KnownTime {
    private let start: UnsafePointer<UInt8>
    /// Ones for those of 32 bytes that are neither the time's nor the one behind it.
    private let beyond: UInt32
    /// Bytes of it; 0 while there is none.
    let length: Int
    let number: Double

    /// None yet.
    init() {
        start = Self.nothing.utf8Start
        beyond = .max
        length = 0
        number = 0
    }

    private static let nothing: StaticString = "................................"

    /// - Parameter length: below 31. What comes behind the number is read with it.
    @inline(__always)
    init(at start: UnsafePointer<UInt8>, _ length: Int, _ number: Double) {
        self.start = start
        self.length = length
        self.number = number
        beyond = .max << UInt32(truncatingIfNeeded: length + 1)
    }

    /// Whether it stands at `place`, where 32 bytes may be read.
    @inline(__always)
    func isSame(_ place: UnsafePointer<UInt8>) -> Bool {
        length > 0 && scan_same_32(place, start) | beyond == .max
    }
}
