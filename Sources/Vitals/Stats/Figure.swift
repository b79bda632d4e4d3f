/// A number that an entry may lack, in the room of a `Double`: entries are copied by the million.
@propertyWrapper
public struct Figure: Sendable {
    /// Of all the bit patterns that are no number, the one that says that there is none here.
    fileprivate static let missing: UInt64 = 0x7FF8_6D69_7373_696E

    private var bits = Self.missing

    public init() {}

    public init(wrappedValue: Double?) { self.wrappedValue = wrappedValue }

    /// - Parameter number: `nothing` where there is none.
    init(orNothing number: Double) { bits = number.bitPattern }

    /// In the place of a number that an entry lacks, for those who make entries of numbers.
    package static var nothing: Double { Double(bitPattern: missing) }

    public var wrappedValue: Double? {
        @inline(__always) get { bits == Self.missing ? nil : Double(bitPattern: bits) }
        @inline(__always) set {
            bits = newValue.map { $0.isNaN ? Double.nan.bitPattern : $0.bitPattern } ?? Self.missing
        }
    }
}

extension Figure: Equatable {
    public static func == (left: Figure, right: Figure) -> Bool { left.wrappedValue == right.wrappedValue }
}

/// Where many figures are reckoned with, what is missing is NaN: so is all that comes of it, and every comparison fails.
extension Double {
    @inline(__always)
    init(orNaN figure: Double?) { self = figure ?? Double(bitPattern: Figure.missing) }

    /// `nil` for NaN.
    var figure: Double? {
        @inline(__always) get { isNaN ? nil : self }
    }
}
