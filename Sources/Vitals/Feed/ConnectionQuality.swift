/// LiveKit's grade of a participant's connection.
public enum ConnectionQuality: String, Sendable, Hashable, CaseIterable {
    case lost, poor, fair, good, excellent, unknown

    /// 4 for excellent down to 0 for lost; `nil` for unknown, which does not count.
    public var score: Double? {
        switch self {
        case .excellent: 4
        case .good: 3
        case .fair: 2
        case .poor: 1
        case .lost: 0
        case .unknown: nil
        }
    }

    /// The grade of an average score; `unknown` where there is none.
    public init(averageScore: Double?) {
        switch averageScore {
        case .none: self = .unknown
        case .some(let score) where score >= 3.5: self = .excellent
        case .some(let score) where score >= 2.5: self = .good
        case .some(let score) where score >= 1.5: self = .fair
        case .some: self = .poor
        }
    }
}
