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
    /// A greater one is given to no record.
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
        guard let (digits, key, state) = Self.parts(of: name), let number = UInt64(digits),
            number <= Self.largestNumber
        else { return nil }
        self.init(number: number, key: key, state: state)
        guard text == name else { return nil }
    }

    /// The rest of a record's name whose number is none of ours, or is written as we write none: somebody renamed it.
    static func misnumbered(_ name: String) -> (key: UUIDText, state: State)? {
        guard SpooledName(name) == nil, let (_, key, state) = parts(of: name) else { return nil }
        return (key, state)
    }

    private static func parts(of name: String) -> (digits: Substring, key: UUIDText, state: State)? {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let state = State(rawValue: String(parts[1])),
            let hyphen = parts[0].firstIndex(of: "-"),
            let key = UUIDText(parts[0][parts[0].index(after: hyphen)...])
        else { return nil }
        let digits = parts[0][..<hyphen]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else {
            return nil
        }
        return (digits, key, state)
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
