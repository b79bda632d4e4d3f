/// The name of a record's file: `000000000012-KEY.record`.
package struct SpooledName: Sendable, Hashable, Comparable {
    package enum State: String, Sendable {
        /// Waits to be sent.
        case record
        /// The endpoint will not have it.
        case refused
    }

    /// Rises with each record: order does not hang on clocks.
    package let number: UInt64
    /// A greater one is not of ours.
    static let largestNumber: UInt64 = 1 << 50

    /// The session's name in the spool.
    package let key: UUIDText
    package var state: State

    package init(number: UInt64, key: UUIDText, state: State = .record) {
        self.number = number
        self.key = key
        self.state = state
    }

    /// `nil` for the name of any other file.
    init?(_ name: String) {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let state = State(rawValue: String(parts[1])),
            let hyphen = parts[0].firstIndex(of: "-"), let number = UInt64(parts[0][..<hyphen]),
            number <= Self.largestNumber,
            let key = UUIDText(parts[0][parts[0].index(after: hyphen)...])
        else { return nil }
        self.init(number: number, key: key, state: state)
        guard text == name else { return nil }
    }

    package var text: String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 12 - digits.count)) + digits + "-\(key.text).\(state.rawValue)"
    }

    /// What the endpoint said last, beside the record.
    var answer: String { text + ".answer" }

    package static func < (left: SpooledName, right: SpooledName) -> Bool {
        (left.number, left.key.text) < (right.number, right.key.text)
    }
}
