import Vitals

/// The members of one entry that have a use, as they stand in the text.
struct EntryMembers: ~Copyable {
    private static let capacity = Int(EntryField.qualityLimitationDurations.rawValue) + 1

    private static let numberBlocks = (capacity + 7) / 8
    private static let textCapacity = Int(EntryField.trackIdentifier.rawValue) + 1

    private let texts = UnsafeMutablePointer<JSONCursor.Text>.allocate(capacity: textCapacity)
    /// `Figure.nothing` where there is none.
    private let numbers = UnsafeMutablePointer<SIMD8<Double>>.allocate(capacity: numberBlocks)
    /// One bit for each field that is no number; a member that is null has none.
    private var present: UInt64 = 0
    private var isActive = false

    init() {
        numbers.initialize(repeating: SIMD8(repeating: Figure.nothing), count: Self.numberBlocks)
        let empty: StaticString = ""
        texts.initialize(repeating: JSONCursor.Text(start: empty.utf8Start, count: 0), count: Self.textCapacity)
    }

    deinit {
        texts.deallocate()
        numbers.deallocate()
    }

    @inline(__always)
    mutating func removeAll() {
        present = 0
        numbers.update(repeating: SIMD8(repeating: Figure.nothing), count: Self.numberBlocks)
    }

    @inline(__always)
    mutating func take(_ other: borrowing EntryMembers) {
        present = other.present
        isActive = other.isActive
        // In a few steps: a call that copies so little costs as much as the copying.
        for place in 0..<Self.numberBlocks { numbers[place] = other.numbers[place] }
        for place in 0..<Self.textCapacity { texts[place] = other.texts[place] }
    }

    @inline(__always)
    func has(_ field: EntryField) -> Bool { present & field.bit != 0 }

    /// The bits of those of some texts and flags that the entry has.
    ///
    /// - Parameter fields: bits of which to ask for.
    @inline(__always)
    func present(of fields: UInt64) -> UInt64 { present & fields }

    @inline(__always)
    mutating func set(_ field: EntryField, _ text: JSONCursor.Text) {
        texts[Int(field.rawValue)] = text
        present |= field.bit
    }

    @inline(__always)
    mutating func set(_ field: EntryField, _ number: Double) {
        figures[Int(field.rawValue)] = number
    }

    mutating func set(active: Bool) {
        isActive = active
        present |= EntryField.active.bit
    }

    mutating func setDurations() { present |= EntryField.qualityLimitationDurations.bit }

    @inline(__always)
    func text(_ field: EntryField) -> JSONCursor.Text? { has(field) ? texts[Int(field.rawValue)] : nil }

    /// `Figure.nothing` where there is none.
    @inline(__always)
    func figure(_ field: EntryField) -> Double { figures[Int(field.rawValue)] }

    @inline(__always)
    private var figures: UnsafeMutablePointer<Double> {
        UnsafeMutableRawPointer(numbers).assumingMemoryBound(to: Double.self)
    }

    @inline(__always)
    func number(_ field: EntryField) -> Double? {
        let number = figure(field)
        return number.isNaN ? nil : number
    }

    var active: Bool? { has(.active) ? isActive : nil }

    var qualityLimitation: QualityLimitation? {
        guard has(.qualityLimitationDurations) else { return nil }
        return QualityLimitation(
            bandwidth: number(.bandwidth) ?? 0, cpu: number(.cpu) ?? 0, other: number(.other) ?? 0)
    }
}
