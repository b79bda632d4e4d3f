/// A value that a `StateArchive` carries.
protocol Carried {
    /// What reading begins with.
    static var blank: Self { get }

    /// Hands each field that matters to the archive, which takes it or sets it.
    mutating func carry(through archive: inout StateArchive) throws(StateFault)
}

/// Why bytes are not a state.
public enum StateFault: Error, Sendable, Equatable {
    /// They end too soon.
    case ended
    /// More bytes than the state has.
    case leftOver
    /// A value out of its range, or values that contradict each other.
    case absurd
}

extension UInt64: Carried {
    static var blank: UInt64 { 0 }
    mutating func carry(through archive: inout StateArchive) throws(StateFault) { try archive.carry(&self) }
}

extension UInt32: Carried {
    static var blank: UInt32 { 0 }
    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        var number = UInt64(self)
        try archive.carry(&number)
        try archive.require(number <= UInt64(UInt32.max))
        self = UInt32(number)
    }
}

extension Double: Carried {
    static var blank: Double { 0 }
    mutating func carry(through archive: inout StateArchive) throws(StateFault) { try archive.carry(&self) }
}

extension Float: Carried {
    static var blank: Float { 0 }

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        var bits = bitPattern
        try archive.carry(&bits)
        self = Float(bitPattern: bits)
        try archive.require(isFinite)
    }
}

extension String: Carried {
    static var blank: String { "" }
    mutating func carry(through archive: inout StateArchive) throws(StateFault) { try archive.carry(&self) }
}

extension Bool: Carried {
    static var blank: Bool { false }
    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        var number: UInt64 = self ? 1 : 0
        try archive.carry(&number)
        try archive.require(number <= 1)
        self = number == 1
    }
}

/// Enumerations of small numbers are carried as these.
extension RawRepresentable where Self: Carried & CaseIterable, RawValue == UInt8 {
    static var blank: Self { allCases[allCases.startIndex] }

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        var number = UInt64(rawValue)
        try archive.carry(&number)
        guard let raw = UInt8(exactly: number), let value = Self(rawValue: raw) else { throw .absurd }
        self = value
    }
}

extension MediaKind: Carried {}
extension Direction: Carried {}
extension EntryRefusal: Carried {}

/// Enumerations of names are carried by name.
extension ConnectionQuality: Carried {
    static var blank: ConnectionQuality { .unknown }

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        var name = rawValue
        try archive.carry(&name)
        guard let value = ConnectionQuality(rawValue: name) else { throw .absurd }
        self = value
    }
}
