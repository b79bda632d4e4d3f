import Vitals

/// The members of one entry that have a use, as they stand in the text.
struct EntryMembers: ~Copyable {
    private static let capacity = Int(EntryField.qualityLimitationDurations.rawValue) + 1

    private let texts = UnsafeMutablePointer<JSONCursor.Text>.allocate(capacity: capacity)
    /// `Figure.nothing` where there is none.
    private let numbers = UnsafeMutablePointer<Double>.allocate(capacity: capacity)
    /// One bit for each field that is no number; a member that is null has none.
    private var present: UInt64 = 0
    private var isActive = false

    init() {
        numbers.initialize(repeating: Figure.nothing, count: Self.capacity)
    }

    deinit {
        texts.deallocate()
        numbers.deallocate()
    }

    @inline(__always)
    mutating func removeAll() {
        present = 0
        numbers.update(repeating: Figure.nothing, count: Self.capacity)
    }

    @inline(__always)
    private static func bit(_ field: EntryField) -> UInt64 { 1 << UInt64(field.rawValue) }

    @inline(__always)
    func has(_ field: EntryField) -> Bool { present & Self.bit(field) != 0 }

    @inline(__always)
    mutating func set(_ field: EntryField, _ text: JSONCursor.Text) {
        texts[Int(field.rawValue)] = text
        present |= Self.bit(field)
    }

    @inline(__always)
    mutating func set(_ field: EntryField, _ number: Double) {
        numbers[Int(field.rawValue)] = number
    }

    mutating func set(active: Bool) {
        isActive = active
        present |= Self.bit(.active)
    }

    mutating func setDurations() { present |= Self.bit(.qualityLimitationDurations) }

    @inline(__always)
    func text(_ field: EntryField) -> JSONCursor.Text? { has(field) ? texts[Int(field.rawValue)] : nil }

    /// `Figure.nothing` where there is none.
    @inline(__always)
    func figure(_ field: EntryField) -> Double { numbers[Int(field.rawValue)] }

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
