/// Why bytes were refused: what is wrong, where, and what would be right.
///
/// A failure concerns the one message it was thrown for. Decoders keep no state, so later messages are not touched.
public struct DecodeFailure: Error, Sendable, Equatable {
    /// The kind of fault. Raw values are the stable names under which faults are counted and published.
    public enum Reason: String, Sendable, Hashable, CaseIterable {
        // The bytes.
        case empty
        case tooLarge = "too_large"
        case byteOrderMark = "byte_order_mark"
        case notUTF8 = "not_utf8"
        case nulCharacter = "nul_character"
        case outOfMemory = "out_of_memory"
        // The JSON text.
        case truncated
        case syntax
        case badNumber = "bad_number"
        case numberOutOfRange = "number_out_of_range"
        case loneSurrogate = "lone_surrogate"
        case duplicateKey = "duplicate_key"
        case tooDeep = "too_deep"
        case tooManyContainers = "too_many_containers"
        // The message.
        case notAMessage = "not_a_message"
        case wrongType = "wrong_type"
        case missingField = "missing_field"
        case tooLong = "too_long"
        case tooManyEntries = "too_many_entries"
        case tooManyItems = "too_many_items"

        /// The stable name, in snake case.
        public var name: String { rawValue }
    }

    public var reason: Reason
    /// The field in question, such as `update.participants[3].sid`; empty where the text as a whole is meant.
    public var path: String
    /// Bytes that were read when the fault was seen; `nil` where the text is well-formed JSON.
    public var offset: Int?
    /// The line of the text, from 1; `nil` where the text is well-formed JSON.
    public var line: Int?
    /// The bound that was overstepped.
    public var limit: Int?
    /// A few characters of the text before `offset`, control and other unprintable characters escaped.
    public var excerpt: String

    public init(
        _ reason: Reason, path: String = "", offset: Int? = nil, line: Int? = nil, limit: Int? = nil,
        excerpt: String = ""
    ) {
        self.reason = reason
        self.path = path
        self.offset = offset
        self.line = line
        self.limit = limit
        self.excerpt = excerpt
    }

    /// The same failure, seen from the field around it.
    func under(_ key: String, index: Int? = nil) -> DecodeFailure {
        var failure = self
        let here = index.map { "\(key)[\($0)]" } ?? key
        failure.path = path.isEmpty ? here : "\(here).\(path)"
        return failure
    }
}

extension DecodeFailure: CustomStringConvertible {
    /// One sentence: what is wrong, where, and what would be right.
    public var description: String {
        "\(fault)\(place)\(advice)"
    }

    private var field: String { path.isEmpty ? "the message" : path }

    private var bound: String { limit.map { " \($0)" } ?? "" }

    private var fault: String {
        switch reason {
        case .empty: "the message is empty"
        case .tooLarge: "the message is larger than\(bound) bytes"
        case .byteOrderMark: "the text begins with a byte-order mark"
        case .notUTF8: "the text is not UTF-8"
        case .nulCharacter: "the text contains a NUL character"
        case .outOfMemory: "memory ran out"
        case .truncated: "the JSON text ends too early"
        case .syntax: "the text is not JSON"
        case .badNumber: "the text contains a number that JSON does not have"
        case .numberOutOfRange: path.isEmpty ? "a number is out of range" : "\(path) is out of range"
        case .loneSurrogate: "a string contains half of a surrogate pair"
        case .duplicateKey: "an object has the same key twice"
        case .tooDeep: "the JSON text is nested deeper than\(bound) levels"
        case .tooManyContainers: "the JSON text has more than\(bound) objects and arrays"
        case .notAMessage: "the text is JSON, but no message"
        case .wrongType: "\(field) has the wrong JSON type"
        case .missingField: "\(field) is missing"
        case .tooLong: "\(field) is longer than\(bound) bytes"
        case .tooManyEntries: "\(field) has more than\(bound) entries"
        case .tooManyItems: "\(field) has more than\(bound) items"
        }
    }

    private var place: String {
        guard let offset else { return "" }
        let lineText = line.map { "line \($0), " } ?? ""
        let near = excerpt.isEmpty ? "" : ", near \"\(excerpt)\""
        return " (\(lineText)byte \(offset)\(near))"
    }

    private var advice: String {
        switch reason {
        case .empty, .notAMessage: ": send an object with exactly one key that names the message"
        case .tooLarge: ": send smaller messages"
        case .byteOrderMark: ": send it without"
        case .notUTF8: ": encode it as UTF-8"
        case .nulCharacter: ": leave it out"
        case .outOfMemory: ": send it again later"
        case .truncated: ": send whole messages, one at a time"
        case .syntax: ": send RFC 8259 JSON"
        case .badNumber: ": send null for NaN and Infinity"
        case .numberOutOfRange: ": send a number that fits"
        case .loneSurrogate: ": escape both halves or send UTF-8"
        case .duplicateKey: ": send each key once"
        case .tooDeep, .tooManyContainers, .tooManyEntries, .tooManyItems: ": send less at a time"
        case .wrongType: ": send it as the feed's description has it"
        case .missingField: ": send it"
        case .tooLong: ": shorten it"
        }
    }
}
