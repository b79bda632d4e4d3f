/// An object of a message that is being written: members in order, zero values left out.
struct WireObject {
    private(set) var members: [JSONValue.Member] = []

    var value: JSONValue { .object(members) }

    mutating func set(_ key: String, _ value: JSONValue?) {
        if let value { members.append(JSONValue.Member(key, value)) }
    }

    /// Left out where it is missing or empty.
    mutating func text(_ key: String, _ text: String?) {
        if let text, !text.isEmpty { set(key, .string(text)) }
    }

    /// Left out where it is 0.
    mutating func number(_ key: String, _ number: Double) {
        if number != 0 { set(key, .number(number)) }
    }

    /// Left out where it is missing; 0 says something else and is written.
    mutating func measured(_ key: String, _ number: Double?) {
        set(key, number.map(JSONValue.number))
    }

    /// Left out where it is missing. A number below 2^53, text beyond, as protobuf's JSON form has it.
    mutating func count(_ key: String, _ count: UInt64?) {
        guard let count else { return }
        set(key, count < 1 << 53 ? .number(Double(count)) : .string(String(count)))
    }

    /// Left out where it is `false`.
    mutating func flag(_ key: String, _ flag: Bool) {
        if flag { set(key, .bool(true)) }
    }

    /// Left out where it is empty.
    mutating func list(_ key: String, _ elements: [JSONValue]) {
        if !elements.isEmpty { set(key, .array(elements)) }
    }
}
