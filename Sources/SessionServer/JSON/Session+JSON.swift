import SessionRecords
import SessionStore
import VitalsJSON
import WireText

extension SessionSummary {
    /// - Parameter withSnippet: whether words were looked for.
    func json(withSnippet: Bool = false) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("session_id", .string(sessionID.text)),
            .init("user_id", userID.map(JSONValue.string) ?? .null),
            .init("counselor_category", counselorCategory.map { .string($0.text) } ?? .null),
            .init("mode", .string(mode.rawValue)),
            .init("start_time", .string(WallTime.rfc3339(startTime))),
            .init("end_time", .string(WallTime.rfc3339(endTime))),
            .init("duration_seconds", .integer(durationSeconds)),
            .init("room", room.map(JSONValue.string) ?? .null),
            .init("end_reason", .string(endReason)),
            .init("partial", .bool(partial)),
            .init("transcript_lines", .integer(transcriptLines)),
            .init("quality_metrics", qualityMetrics),
        ]
        if withSnippet { members.append(.init("snippet", snippet.map(JSONValue.string) ?? .null)) }
        return .object(members)
    }
}

extension SessionPage {
    func json(withSnippets: Bool) -> JSONValue {
        [
            "sessions": .array(sessions.map { $0.json(withSnippet: withSnippets) }),
            "next_cursor": next.map { .string(PageCursor.text($0)) } ?? .null,
        ]
    }
}

extension StoredSession {
    /// The record, and when it was saved.
    var json: JSONValue {
        guard case .object(let members) = record.json else { return record.json }
        return .object(members + [.init("created_at", .string(WallTime.rfc3339(createdAt)))])
    }
}
