package import VitalsJSON

/// A finished session as the app's history keeps it.
package struct SessionRecord: Sendable, Equatable {
    package enum Mode: String, Sendable, CaseIterable {
        case video
        /// No video was seen.
        case voice
    }

    package var sessionID: UUIDText
    /// Whose session it was; `nil` where nobody said.
    package var userID: String?
    package var counselorCategory: UUIDText?
    package var mode: Mode
    /// ms since 1970.
    package var startTime: Double
    /// ms since 1970.
    package var endTime: Double
    /// Whole seconds.
    package var durationSeconds: Int
    /// In the order in which the lines began.
    package var transcript: [TranscriptLine]
    /// Finished lines that the transcript's limit left out. No line of the transcript says so: each is somebody's.
    package var transcriptOmitted: Int
    /// The `quality_metrics` object.
    package var qualityMetrics: JSONValue
    /// Why the session ended: `room_ended`, `connection_lost`, `interrupted`, `recovered`, …
    package var endReason: String
    /// What came after the last checkpoint is missing.
    package var partial: Bool
    /// The room's name.
    package var room: String?

    package init(
        sessionID: UUIDText, userID: String? = nil, counselorCategory: UUIDText? = nil, mode: Mode, startTime: Double,
        endTime: Double, durationSeconds: Int, transcript: [TranscriptLine] = [], transcriptOmitted: Int = 0,
        qualityMetrics: JSONValue, endReason: String, partial: Bool = false, room: String? = nil
    ) {
        self.sessionID = sessionID
        self.userID = userID
        self.counselorCategory = counselorCategory
        self.mode = mode
        self.startTime = startTime
        self.endTime = endTime
        self.durationSeconds = durationSeconds
        self.transcript = transcript
        self.transcriptOmitted = transcriptOmitted
        self.qualityMetrics = qualityMetrics
        self.endReason = endReason
        self.partial = partial
        self.room = room
    }
}

extension SessionRecord {
    /// Lines that somebody said. Where some were left out, earlier versions had a last line say so, in the name of
    /// whoever spoke before.
    package var saidLines: Int {
        let isMarked = transcriptOmitted > 0 && transcript.last?.text.hasPrefix("[The transcript ends here.") == true
        return transcript.count - (isMarked ? 1 : 0)
    }
}
