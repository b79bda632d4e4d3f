import SessionRecords
import VitalsJSON
import WireText

/// How a row of either database is read: every column as text.
typealias ColumnText = (Int) -> String?

/// The columns of a summary.
enum SummaryRow {
    static func columns(_ dialect: Dialect) -> String {
        let (id, category, partial) =
            switch dialect {
            case .sqlite: ("session_id", "counselor_category", "partial")
            case .postgres: ("session_id::text", "counselor_category::text", "partial::int")
            }
        return [
            id, "user_id", category, "mode", time("start_time", dialect), time("end_time", dialect),
            "duration_seconds", "room", "end_reason", partial, "transcript_lines", "quality_summary",
        ].joined(separator: ", ")
    }

    static let count = 12

    /// RFC 3339 with milliseconds, UTC, from both.
    static func time(_ column: String, _ dialect: Dialect) -> String {
        switch dialect {
        case .sqlite: column
        case .postgres: #"to_char(\#(column) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')"#
        }
    }

    static func read(_ column: ColumnText) throws(StoreFailure) -> SessionSummary {
        SessionSummary(
            of: try SessionRow.record(
                column, transcript: [], omitted: 0, quality: try SessionRow.json(column(11), "quality_summary")),
            transcriptLines: try SessionRow.integer(column(10), "transcript_lines"))
    }
}

extension SessionSummary {
    fileprivate init(of record: SessionRecord, transcriptLines: Int) {
        self.init(of: record)
        self.transcriptLines = transcriptLines
    }
}

/// The columns of a whole session.
enum SessionRow {
    static func columns(_ dialect: Dialect) -> String {
        SummaryRow.columns(dialect) + ", transcript, transcript_omitted, quality_metrics, "
            + SummaryRow.time("created_at", dialect)
    }

    static func read(_ column: ColumnText) throws(StoreFailure) -> StoredSession {
        let first = SummaryRow.count
        return StoredSession(
            record: try record(
                column, transcript: try transcript(column(first)),
                omitted: try integer(column(first + 1), "transcript_omitted"),
                quality: QualityOrder.canonical(try json(column(first + 2), "quality_metrics"))),
            createdAt: try time(column(first + 3), "created_at"))
    }

    static func record(
        _ column: ColumnText, transcript: [TranscriptLine], omitted: Int, quality: JSONValue
    ) throws(StoreFailure) -> SessionRecord {
        guard let id = UUIDText(column(0) ?? "") else { throw .unreadable("session_id") }
        guard let mode = SessionRecord.Mode(rawValue: column(3) ?? "") else { throw .unreadable("mode") }
        return SessionRecord(
            sessionID: id, userID: column(1), counselorCategory: column(2).flatMap(UUIDText.init), mode: mode,
            startTime: try time(column(4), "start_time"), endTime: try time(column(5), "end_time"),
            durationSeconds: try integer(column(6), "duration_seconds"), transcript: transcript,
            transcriptOmitted: omitted, qualityMetrics: quality, endReason: column(8) ?? "", partial: column(9) == "1",
            room: column(7))
    }

    static func transcript(_ text: String?) throws(StoreFailure) -> [TranscriptLine] {
        guard case .array(let elements) = try json(text, "transcript") else { throw .unreadable("transcript") }
        var lines: [TranscriptLine] = []
        lines.reserveCapacity(elements.count)
        for element in elements {
            guard case .string(let speaker)? = element["speaker"],
                let speaker = TranscriptLine.Speaker(rawValue: speaker),
                case .string(let words)? = element["text"], case .string(let time)? = element["timestamp"]
            else { throw .unreadable("transcript") }
            lines.append(TranscriptLine(speaker: speaker, text: words, timestamp: try self.time(time, "transcript")))
        }
        return lines
    }

    static func json(_ text: String?, _ name: String) throws(StoreFailure) -> JSONValue {
        var text = text ?? ""
        // It was within bounds when it was saved.
        let limits = DecodeLimits(messageBytes: .max, depth: 256, containers: .max)
        let result = text.withUTF8 { bytes in
            Result { () throws(DecodeFailure) in try JSONValue(parsing: UnsafeRawBufferPointer(bytes), limits: limits) }
        }
        guard case .success(let value) = result else { throw .unreadable(name) }
        return value
    }

    static func time(_ text: String?, _ name: String) throws(StoreFailure) -> Double {
        guard let text, let time = WallTime.parse(rfc3339: text) else { throw .unreadable(name) }
        return time
    }

    static func integer(_ text: String?, _ name: String) throws(StoreFailure) -> Int {
        guard let text, let number = Int(text) else { throw .unreadable(name) }
        return number
    }
}

extension StoreFailure {
    fileprivate static func unreadable(_ column: String) -> StoreFailure {
        StoreFailure(.damaged, "\(column) cannot be read")
    }
}
