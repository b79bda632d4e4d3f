/// Looks into an event's bytes for logs that nobody reads.
///
/// The engine sends each line of its log as an event of its own, tracing included: more than ninety-nine in a hundred of
/// all events. They are recognised where they come, without a copy.
enum EngineLogPeek {
    /// Levels of `LogRecord` that are of use: errors and warnings.
    static let lastLevel: UInt64 = 1
    private static let logs: UInt64 = 18
    private static let records: UInt64 = 1
    private static let level: UInt64 = 1

    /// Whether the event is a batch of log records, all of a level beyond `lastLevel`. Of what is not plainly that, `false`.
    static func isIdle(_ event: UnsafeBufferPointer<UInt8>) -> Bool {
        var outer = Fields(event[...])
        guard let (field, batch) = outer.next(), field == logs, outer.isAtEnd, case .bytes(let batch) = batch else {
            return false
        }
        var inner = Fields(batch)
        while !inner.isAtEnd {
            guard let (field, record) = inner.next(), field == records, case .bytes(let record) = record else {
                return false
            }
            var members = Fields(record)
            guard let (first, value) = members.next(), first == level, case .number(let number) = value,
                number > lastLevel
            else { return false }
        }
        return true
    }

    private enum Value {
        case number(UInt64)
        case bytes(Slice<UnsafeBufferPointer<UInt8>>)
    }

    /// The fields of a protobuf message, one by one, of wire types 0 and 2.
    private struct Fields {
        private var rest: Slice<UnsafeBufferPointer<UInt8>>

        init(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) { rest = bytes }

        var isAtEnd: Bool { rest.isEmpty }

        mutating func next() -> (UInt64, Value)? {
            guard let tag = varint(), let value = varint() else { return nil }
            switch tag & 7 {
            case 0: return (tag >> 3, .number(value))
            case 2:
                guard let count = Int(exactly: value), count <= rest.count else { return nil }
                defer { rest = rest.dropFirst(count) }
                return (tag >> 3, .bytes(rest.prefix(count)))
            default: return nil
            }
        }

        private mutating func varint() -> UInt64? {
            var value: UInt64 = 0
            for shift in stride(from: UInt64(0), to: 64, by: 7) {
                guard let byte = rest.popFirst() else { return nil }
                value |= UInt64(byte & 0x7F) << shift
                if byte < 0x80 { return value }
            }
            return nil
        }
    }
}
