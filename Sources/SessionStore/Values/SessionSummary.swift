package import SessionRecords
package import VitalsJSON

/// What a list shows of a session.
package struct SessionSummary: Sendable, Equatable {
    package var sessionID: UUIDText
    package var userID: String?
    package var counselorCategory: UUIDText?
    package var mode: SessionRecord.Mode
    /// ms since 1970.
    package var startTime: Double
    /// ms since 1970.
    package var endTime: Double
    package var durationSeconds: Int
    package var room: String?
    package var endReason: String
    package var partial: Bool
    package var transcriptLines: Int
    /// The five first members of the record's.
    package var qualityMetrics: JSONValue
    /// Where the words that were looked for stand; `nil` where none were.
    package var snippet: String?

    /// The summary of a record that is at hand.
    package init(of record: SessionRecord) {
        sessionID = record.sessionID
        userID = record.userID
        counselorCategory = record.counselorCategory
        mode = record.mode
        startTime = record.startTime
        endTime = record.endTime
        durationSeconds = record.durationSeconds
        room = record.room
        endReason = record.endReason
        partial = record.partial
        transcriptLines = record.saidLines
        qualityMetrics = QualityOrder.summary(of: record.qualityMetrics)
    }

    package var position: SessionPosition { SessionPosition(startTime: startTime, sessionID: sessionID) }
}

/// A session as the store has it.
package struct StoredSession: Sendable, Equatable {
    package var record: SessionRecord
    /// When it was first saved, ms since 1970.
    package var createdAt: Double

    package init(record: SessionRecord, createdAt: Double) {
        self.record = record
        self.createdAt = createdAt
    }
}
