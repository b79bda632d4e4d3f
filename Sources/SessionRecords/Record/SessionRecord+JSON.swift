package import VitalsJSON
import WireText

extension SessionRecord {
    /// The object that is sent to the save endpoint, keys in a fixed order.
    package var json: JSONValue {
        [
            "session_id": .string(sessionID.text),
            "user_id": userID.map(JSONValue.string) ?? .null,
            "counselor_category": counselorCategory.map { .string($0.text) } ?? .null,
            "mode": .string(mode.rawValue),
            "start_time": .string(WallTime.rfc3339(startTime)),
            "end_time": .string(WallTime.rfc3339(endTime)),
            "duration_seconds": .integer(durationSeconds),
            "transcript": .array(transcript.map(\.json)),
            "transcript_omitted": .integer(transcriptOmitted),
            "quality_metrics": qualityMetrics,
            "end_reason": .string(endReason),
            "partial": .bool(partial),
            "room": room.map(JSONValue.string) ?? .null,
        ]
    }
}

extension TranscriptLine {
    package var json: JSONValue {
        [
            "speaker": .string(speaker.rawValue), "text": .string(text),
            "timestamp": .string(WallTime.rfc3339(timestamp)),
        ]
    }
}
