import HTTPPort
import VitalsJSON

/// What is wrong with one field of what was sent.
struct FieldFault: Sendable, Equatable {
    /// Such as `transcript[3].speaker`; empty where the whole is meant, which clients see as `(body)`.
    var field: String
    /// What would be right.
    var message: String

    init(_ field: String, _ message: String) {
        self.field = field
        self.message = message
    }
}

/// All that is wrong with what was sent: every fault is looked for, so many are listed.
struct FieldFaults: Error, Sendable {
    private(set) var listed: [FieldFault] = []
    private(set) var count = 0
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    var isEmpty: Bool { count == 0 }

    mutating func add(_ field: String, _ message: String) {
        count += 1
        if listed.count < limit { listed.append(FieldFault(field, message)) }
    }

    /// 422 with each field by its name.
    var problem: Problem {
        let first = listed.first.map { ($0.field.isEmpty ? "the body " : $0.field + " ") + $0.message } ?? ""
        let more = count > 1 ? " (and \(count - 1) more)" : ""
        return Problem(
            422, "Unprocessable Content", first + more,
            members: [
                .init("code", "invalid_fields"),
                .init(
                    "errors",
                    .array(
                        listed.map {
                            ["field": .string($0.field.isEmpty ? "(body)" : $0.field), "message": .string($0.message)]
                        })),
                .init("error_count", .integer(count)),
            ])
    }
}
