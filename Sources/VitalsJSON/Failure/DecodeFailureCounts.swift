/// How many messages were refused, by reason.
package struct DecodeFailureCounts: Sendable, Equatable {
    private var counts: [DecodeFailure.Reason: UInt64] = [:]

    package init() {}

    /// All refused messages.
    package var total: UInt64 { counts.values.reduce(0, &+) }

    package subscript(reason: DecodeFailure.Reason) -> UInt64 { counts[reason, default: 0] }

    /// Counts one refused message.
    package mutating func count(_ failure: DecodeFailure) {
        counts[failure.reason, default: 0] &+= 1
    }

    /// Adds what another counter has seen.
    package mutating func merge(_ other: DecodeFailureCounts) {
        counts.merge(other.counts, uniquingKeysWith: &+)
    }

    /// The reasons that occurred, by their stable names, always in the same order.
    package var occurred: [(name: String, count: UInt64)] {
        DecodeFailure.Reason.allCases.compactMap { reason in
            counts[reason].map { (reason.name, $0) }
        }
    }
}
