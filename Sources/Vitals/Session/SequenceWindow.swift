/// Recognises reports that come twice and counts those that never come, by their senders' sequence numbers.
struct SequenceWindow: Sendable, Equatable {
    /// How far back a late report can still fill its hole.
    static let width: UInt64 = 64
    /// A number further ahead than this is a new beginning: nobody's reports are lost by the million.
    static let longestLeap: UInt64 = 1 << 20

    enum Verdict: Equatable {
        case new
        /// A further part of the report whose other parts came under the same time.
        case continued
        /// Heard before: drop it.
        case duplicate
    }

    /// Reports that have not come so far.
    private(set) var holes: UInt64 = 0
    private var newest: UInt64?
    private var newestTimestamp: Double = 0
    /// Bit n: `newest − n` has come.
    private var seen: UInt64 = 0

    /// - Parameter timestamp: when the sender sent it, ms. A resend keeps its time, so a number heard before with a newer
    ///   time means that the sender began to count anew: a page was loaded again.
    mutating func take(_ sequence: UInt64, timestamp: Double) -> Verdict {
        guard let newest else {
            begin(at: sequence, timestamp)
            return .new
        }
        if sequence > newest {
            let step = sequence - newest
            guard step <= Self.longestLeap else {
                begin(at: sequence, max(newestTimestamp, timestamp))
                return .new
            }
            holes += step - 1
            seen = step >= Self.width ? 1 : seen << step | 1
            self.newest = sequence
            let verdict = verdict(at: timestamp)
            newestTimestamp = max(newestTimestamp, timestamp)
            return verdict
        }
        if timestamp > newestTimestamp {
            begin(at: sequence, timestamp)
            return .new
        }
        let age = newest - sequence
        guard age < Self.width, seen & (1 << age) == 0 else { return .duplicate }
        seen |= 1 << age
        if holes > 0 { holes -= 1 }
        return verdict(at: timestamp)
    }

    /// A sender whose messages have no time sends each of them whole.
    private func verdict(at timestamp: Double) -> Verdict {
        timestamp > 0 && timestamp == newestTimestamp ? .continued : .new
    }

    private mutating func begin(at sequence: UInt64, _ timestamp: Double) {
        newest = sequence
        newestTimestamp = timestamp
        seen = .max
    }
}

extension SequenceWindow: Carried {
    static var blank: SequenceWindow { SequenceWindow() }

    mutating func carry(through archive: inout StateArchive) throws(StateFault) {
        try archive.carry(&holes)
        var (isThere, number) = (newest != nil, newest ?? 0)
        try archive.carry(&isThere)
        try archive.carry(bits: &number)
        newest = isThere ? number : nil
        try archive.carry(&newestTimestamp)
        try archive.carry(bits: &seen)
    }
}
