import SessionRecords
import VitalsJSON
import WireText

/// The statements of a store, the same for both databases but for how each names its types and searches.
struct SessionStatements: Sendable {
    let dialect: Dialect

    // MARK: Saving

    /// Adds a session, and does nothing where one of its id is there. PostgreSQL answers with a row where it was added.
    func insert(_ record: SessionRecord, now: Double) -> Statement {
        let quality = QualityOrder.canonical(record.qualityMetrics)
        let summary = QualityOrder.summary(of: record.qualityMetrics)
        let transcript = JSONValue.array(record.transcript.map(\.json))
        var columns: [(name: String, value: SQLValue, type: ColumnType)] = [
            ("session_id", .text(record.sessionID.text), .uuid),
            ("user_id", SQLValue(record.userID), .text),
            ("counselor_category", SQLValue(record.counselorCategory?.text), .uuid),
            ("mode", .text(record.mode.rawValue), .text),
            ("start_time", .text(WallTime.rfc3339(record.startTime)), .timestamptz),
            ("end_time", .text(WallTime.rfc3339(record.endTime)), .timestamptz),
            ("duration_seconds", .integer(record.durationSeconds), .integer),
            ("transcript", .text(transcript.text(numbers: .exact)), .jsonb),
            ("quality_metrics", .text(quality.text(numbers: .exact)), .jsonb),
            ("created_at", .text(WallTime.rfc3339(now)), .timestamptz),
            ("end_reason", .text(record.endReason), .text),
            ("partial", .integer(record.partial ? 1 : 0), dialect == .postgres ? .boolean : .integer),
            ("room", SQLValue(record.room), .text),
            ("transcript_omitted", .integer(record.transcriptOmitted), .integer),
            ("transcript_lines", .integer(record.saidLines), .integer),
            ("quality_summary", .text(summary.text(numbers: .exact)), .jsonb),
            ("content_hash", .text(record.contentHash), .text),
        ]
        if dialect == .postgres {
            columns.append(("search", .text(SearchWords.distinct(in: record.transcript)), .text))
        }
        var statement = Statement(dialect, "INSERT INTO sessions (")
        statement.add(columns.map(\.name).joined(separator: ", ") + ") VALUES (")
        for (index, column) in columns.enumerated() {
            let place = statement.place(of: column.value, as: column.type)
            let separator = index == 0 ? "" : ", "
            statement.add(separator + (column.name == "search" ? "to_tsvector('simple', \(place))" : place))
        }
        statement.add(") ON CONFLICT (session_id) DO NOTHING")
        if dialect == .postgres { statement.add(" RETURNING 1") }
        return statement
    }

    func contentHash(of id: UUIDText) -> Statement {
        var statement = Statement(dialect, "SELECT content_hash FROM sessions WHERE session_id = ")
        statement.bind(.text(id.text), as: .uuid)
        return statement
    }

    // MARK: Reading

    /// One session more than asked for tells whether there is another page.
    func list(_ query: SessionQuery) -> Statement {
        var statement = Statement(dialect, "SELECT \(SummaryRow.columns(dialect)) FROM sessions WHERE TRUE")
        if case .user(let user) = query.reader {
            statement.add(" AND user_id = ")
            statement.bind(.text(user))
        }
        if let user = query.userID {
            statement.add(" AND user_id = ")
            statement.bind(.text(user))
        }
        if let mode = query.mode {
            statement.add(" AND mode = ")
            statement.bind(.text(mode.rawValue))
        }
        if let category = query.category {
            statement.add(" AND counselor_category = ")
            statement.bind(.text(category.text), as: .uuid)
        }
        if let from = query.from {
            statement.add(" AND start_time >= ")
            statement.bind(.text(WallTime.rfc3339(from)), as: .timestamptz)
        }
        if let to = query.to {
            statement.add(" AND start_time < ")
            statement.bind(.text(WallTime.rfc3339(to)), as: .timestamptz)
        }
        if let position = query.position {
            statement.add(" AND (start_time, session_id) < (")
            statement.bind(.text(WallTime.rfc3339(position.startTime)), as: .timestamptz)
            statement.add(", ")
            statement.bind(.text(position.sessionID.text), as: .uuid)
            statement.add(")")
        }
        if let words = query.words { search(words, in: &statement) }
        statement.add(" ORDER BY start_time DESC, session_id DESC LIMIT ")
        statement.bind(.integer(query.limit + 1), as: .integer)
        return statement
    }

    /// The words hold letters, digits and marks only, so that nothing in them can be taken for an operator; quoted all the
    /// same, for AND and OR are words too.
    private func search(_ words: [String], in statement: inout Statement) {
        guard !words.isEmpty else { return statement.add(" AND FALSE") }
        switch dialect {
        case .sqlite:
            statement.add(" AND number IN (SELECT rowid FROM session_words WHERE session_words MATCH ")
            statement.bind(.text(words.map { "\"\($0)\"*" }.joined(separator: " AND ")))
            statement.add(")")
        case .postgres:
            statement.add(" AND search @@ to_tsquery('simple', ")
            statement.bind(.text(words.map { "'\($0)':*" }.joined(separator: " & ")))
            statement.add(")")
        }
    }

    func transcript(of id: UUIDText) -> Statement {
        var statement = Statement(dialect, "SELECT transcript FROM sessions WHERE session_id = ")
        statement.bind(.text(id.text), as: .uuid)
        return statement
    }

    func session(_ id: UUIDText, for reader: SessionReader) -> Statement {
        var statement = Statement(dialect, "SELECT \(SessionRow.columns(dialect)) FROM sessions WHERE session_id = ")
        statement.bind(.text(id.text), as: .uuid)
        restrict(to: reader, in: &statement)
        return statement
    }

    // MARK: Deleting

    func delete(_ id: UUIDText, for reader: SessionReader) -> Statement {
        var statement = Statement(dialect, "DELETE FROM sessions WHERE session_id = ")
        statement.bind(.text(id.text), as: .uuid)
        restrict(to: reader, in: &statement)
        statement.add(" RETURNING \(SummaryRow.columns(dialect))")
        return statement
    }

    /// A session whose end lies in the future, by a wrong clock, goes when it was saved long ago.
    func deleteSessions(before moment: Double, limit: Int) -> Statement {
        let time = SQLValue.text(WallTime.rfc3339(moment))
        var statement = Statement(
            dialect, "DELETE FROM sessions WHERE session_id IN (SELECT session_id FROM sessions WHERE end_time < ")
        statement.bind(time, as: .timestamptz)
        statement.add(" OR created_at < ")
        statement.bind(time, as: .timestamptz)
        statement.add(" LIMIT ")
        statement.bind(.integer(limit), as: .integer)
        statement.add(") RETURNING \(SummaryRow.columns(dialect))")
        return statement
    }

    private func restrict(to reader: SessionReader, in statement: inout Statement) {
        guard case .user(let user) = reader else { return }
        statement.add(" AND user_id = ")
        statement.bind(.text(user))
    }
}
