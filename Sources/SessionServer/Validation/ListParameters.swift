import HTTPPort
import SessionRecords
import SessionStore
import Vitals
import VitalsJSON

/// Reads the query of a list, strictly: a filter that is not known would find more than was asked for.
enum ListParameters {
    static let names = ["limit", "cursor", "mode", "from", "to", "category", "q", "user_id"]

    /// - Throws: 400 for what is no query, 403 for a filter by others' ids, 422 for what is wrong with the parameters.
    static func query(
        _ text: String, for reader: SessionReader, limits: SessionLimits
    ) throws(Problem) -> SessionQuery {
        let parameters: QueryParameters
        do {
            parameters = try QueryParameters(text)
        } catch {
            throw Problem(
                400, "Bad Request", "the query cannot be read: each parameter once, percent-encoded UTF-8",
                members: [.init("code", "malformed_query")])
        }
        var faults = FieldFaults(limit: limits.listedFaults)
        for name in parameters.names where !names.contains(name) {
            faults.add(name, "is no parameter of this path")
        }
        var query = SessionQuery(reader: reader, limit: limits.usualPageSize)
        func read<Value>(_ name: String, _ expectation: String, _ parse: (String) -> Value?) -> Value? {
            guard let text = parameters[name] else { return nil }
            let value = parse(text)
            if value == nil { faults.add(name, expectation) }
            return value
        }
        query.limit =
            read("limit", "must be a whole number from 1 to \(limits.pageSize)") { text in
                // As JSON has whole numbers: no sign, no zero in front.
                Int(text).flatMap { (1...limits.pageSize).contains($0) && "\($0)" == text ? $0 : nil }
            } ?? query.limit
        query.position = read("cursor", "must be the next_cursor of another page") { PageCursor.position($0) }
        query.mode = read("mode", "must be video or voice") { SessionRecord.Mode(rawValue: $0) }
        query.from = read("from", "must be a time of RFC 3339") { SessionTime.nearest($0) }
        query.to = read("to", "must be a time of RFC 3339") { SessionTime.nearest($0) }
        query.category = read("category", "must be a UUID") { UUIDText($0) }
        query.words = read("q", "must have 1 to \(limits.searchBytes) bytes") { text in
            (1...limits.searchBytes).contains(text.utf8.count) ? SearchWords.query(text) : nil
        }
        query.userID = read("user_id", "must have 1 to \(limits.userIDBytes) bytes, and no NUL") { text in
            (1...limits.userIDBytes).contains(text.utf8.count) && !text.utf8.contains(0) ? text : nil
        }
        guard faults.isEmpty else { throw faults.problem }
        if case .user(let own) = reader, let asked = query.userID, ExactText(asked) != ExactText(own) {
            throw Problem(
                403, "Forbidden", "user_id: only the own sessions may be seen", members: [.init("code", "foreign_user")]
            )
        }
        return query
    }
}
