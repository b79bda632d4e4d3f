/// Carries values to bytes and back, field by field in a fixed order.
///
/// One method of a type does both ways, so that they cannot get out of step. The bytes hold no names: what they mean is
/// settled by `format`. Whole numbers are LEB128, doubles their IEEE 754 bits, least significant byte first.
public struct StateArchive: ~Copyable {
    /// A change of what any type carries is a new number. Bytes of another format are not read.
    public static let format: UInt32 = 1
    /// A greater count is refused on reading, so that what is added to it later does not overflow.
    static let largestCount: UInt64 = 1 << 60
    /// Longest text that is read back, bytes. The messages that texts come from are shorter.
    static let longestText = 1 << 24

    public private(set) var bytes: [UInt8]
    private var place = 0
    private let isWriting: Bool

    /// For writing.
    public init() {
        bytes = []
        isWriting = true
    }

    public init(reading bytes: [UInt8]) {
        self.bytes = bytes
        isWriting = false
    }

    /// - Throws: where bytes are left that nothing read.
    public func finish() throws(StateFault) {
        guard isWriting || place == bytes.count else { throw .leftOver }
    }

    /// Fails the reading of a value whose parts do not fit together.
    func require(_ holds: Bool) throws(StateFault) {
        guard holds else { throw .absurd }
    }

    // MARK: Plain values

    mutating func carry(_ value: inout UInt64) throws(StateFault) {
        guard isWriting else {
            value = try readNumber()
            try require(value <= Self.largestCount)
            return
        }
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func carry(_ value: inout Double) throws(StateFault) {
        guard isWriting else {
            guard bytes.count - place >= 8 else { throw .ended }
            var bits: UInt64 = 0
            for offset in 0..<8 { bits |= UInt64(bytes[place + offset]) << (8 * UInt64(offset)) }
            place += 8
            value = Double(bitPattern: bits)
            try require(!value.isNaN)
            return
        }
        let bits = value.bitPattern
        for offset in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: bits >> (8 * UInt64(offset)))) }
    }

    mutating func carry(_ value: inout String) throws(StateFault) {
        var length = value.utf8.count
        try carry(&length, upTo: isWriting ? .max : Self.longestText)
        if isWriting {
            bytes.append(contentsOf: value.utf8)
        } else {
            guard bytes.count - place >= length else { throw .ended }
            guard let text = String(validating: bytes[place..<place + length], as: UTF8.self) else { throw .absurd }
            value = text
            place += length
        }
    }

    /// - Parameter most: a greater number is refused on reading.
    mutating func carry(_ value: inout Int, upTo most: Int) throws(StateFault) {
        var number = UInt64(max(0, value))
        try carry(&number)
        guard number <= UInt64(most) else { throw .absurd }
        value = Int(number)
    }

    /// A number of the wire's, which may be any.
    mutating func carry(bits value: inout UInt64) throws(StateFault) {
        var (high, low) = (UInt32(value >> 32), UInt32(truncatingIfNeeded: value))
        try carry(&high)
        try carry(&low)
        value = UInt64(high) << 32 | UInt64(low)
    }

    // MARK: Composed values

    mutating func carry<Value: Carried>(_ value: inout Value) throws(StateFault) {
        try value.carry(through: &self)
    }

    mutating func carry<Value: Carried>(_ value: inout Value?) throws(StateFault) {
        var isThere = value != nil
        try carry(&isThere)
        guard isThere else {
            value = nil
            return
        }
        var inner = value ?? .blank
        try inner.carry(through: &self)
        value = inner
    }

    /// - Parameter most: of elements; more are refused on reading.
    mutating func carry<Value: Carried>(_ values: inout [Value], upTo most: Int) throws(StateFault) {
        var count = values.count
        try carry(&count, upTo: isWriting ? .max : most)
        if isWriting {
            // A copy of each: to change the elements in place would copy the whole array for one that is shared.
            for var value in values { try value.carry(through: &self) }
            return
        }
        values.removeAll()
        for _ in 0..<count {
            var value = Value.blank
            try value.carry(through: &self)
            values.append(value)
        }
    }

    private mutating func readNumber() throws(StateFault) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            guard shift < 63 || byte <= 1 else { throw .absurd }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        throw .ended
    }
}
