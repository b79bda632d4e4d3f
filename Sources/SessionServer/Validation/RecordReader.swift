import HTTPPort
import SessionRecords
import VitalsJSON
import WireText

/// Reads a session that somebody saves, and finds everything that is wrong with it. Members that are not known are passed
/// over: a newer recorder may send more.
struct RecordReader {
    let limits: SessionLimits
    private var faults: FieldFaults

    init(limits: SessionLimits) {
        self.limits = limits
        faults = FieldFaults(limit: limits.listedFaults)
    }

    /// - Throws: 400 for what is no JSON, 422 for what is wrong with the fields.
    static func read(_ bytes: [UInt8], limits: SessionLimits) throws(Problem) -> SessionRecord {
        let decoding = DecodeLimits(messageBytes: limits.bodyBytes, depth: limits.depth, containers: limits.containers)
        let outcome = bytes.withUnsafeBytes { buffer in
            Result { () throws(DecodeFailure) in
                let document = try JSONDocument(parsing: buffer, limits: decoding)
                return document.withRoot { root in
                    var reader = RecordReader(limits: limits)
                    let record = reader.record(root)
                    return (record, reader.faults)
                }
            }
        }
        switch outcome {
        case .success((let record?, let faults)) where faults.isEmpty: return record
        case .success((_, let faults)): throw faults.problem
        case .failure(let failure): throw problem(failure, in: bytes, limits)
        }
    }

    private static func problem(_ failure: DecodeFailure, in bytes: [UInt8], _ limits: SessionLimits) -> Problem {
        var faults = FieldFaults(limit: limits.listedFaults)
        let place = failure.offset.map { PathScan.path(in: bytes, upTo: $0) } ?? ""
        switch failure.reason {
        case .nulCharacter:
            for field in NulFinder.fields(in: bytes, limits: limits) {
                faults.add(field, "holds a NUL character, which cannot be kept")
            }
        case .tooDeep: faults.add(place, "has more than \(limits.depth) levels of objects and arrays")
        case .tooManyContainers: faults.add("", "has more than \(limits.containers) objects and arrays")
        case .numberOutOfRange: faults.add(place, "has a number that is too large to be kept")
        default: break
        }
        guard faults.isEmpty else { return faults.problem }
        if failure.reason == .empty {
            return Problem(
                400, "Bad Request", "the body is empty: send the session as a JSON object, with its Content-Length",
                members: [.init("code", "malformed_json")])
        }
        return Problem(
            400, "Bad Request", "the body is no JSON text: \(failure)", members: [.init("code", "malformed_json")])
    }

    /// What nothing that was measured exceeds: kbit/s, frames a second, percent.
    static let mostMetrics = [
        ("average_bitrate", 1_000_000_000), ("average_fps", 100_000), ("packet_loss_percentage", 100),
    ]
    /// Up to it doubles tell whole numbers apart.
    static let mostReadings = 9_007_199_254_740_991

    // MARK: Fields

    private mutating func record(_ root: JSONNode) -> SessionRecord? {
        guard root.kind == .object else {
            faults.add("", "must be an object")
            return nil
        }
        let id = required(root["session_id"], "session_id").flatMap { uuid($0, "session_id") }
        let mode = required(root["mode"], "mode").flatMap { self.mode($0) }
        let start = required(root["start_time"], "start_time").flatMap { self.time($0, "start_time") }
        let end = required(root["end_time"], "end_time").flatMap { self.time($0, "end_time") }
        let duration = required(root["duration_seconds"], "duration_seconds").flatMap {
            whole($0, "duration_seconds", in: 0...limits.durationSeconds)
        }
        let metrics = required(root["quality_metrics"], "quality_metrics").flatMap { self.metrics($0) }
        if let start, let end, end < start { faults.add("end_time", "must not be before start_time") }
        let user = root["user_id"].flatMap { text($0, "user_id", 1...limits.userIDBytes) }
        let category = root["counselor_category"].flatMap { uuid($0, "counselor_category") }
        let transcript = root["transcript"].map { self.transcript($0) } ?? []
        let omitted = root["transcript_omitted"].flatMap { whole($0, "transcript_omitted", in: 0...1_000_000_000) }
        let reason = root["end_reason"].flatMap { text($0, "end_reason", 1...limits.endReasonBytes) }
        let partial = root["partial"].flatMap { flag($0, "partial") }
        let room = root["room"].flatMap { text($0, "room", 1...limits.roomBytes) }
        guard faults.isEmpty, let id, let mode, let start, let end, let duration, let metrics else { return nil }
        return SessionRecord(
            sessionID: id, userID: user, counselorCategory: category, mode: mode, startTime: start, endTime: end,
            durationSeconds: duration, transcript: transcript, transcriptOmitted: omitted ?? 0, qualityMetrics: metrics,
            endReason: reason ?? "unknown", partial: partial ?? false, room: room)
    }

    private mutating func required(_ node: JSONNode?, _ field: String) -> JSONNode? {
        if node == nil { faults.add(field, "is missing") }
        return node
    }

    private mutating func mode(_ node: JSONNode) -> SessionRecord.Mode? {
        let mode = node.string.flatMap(SessionRecord.Mode.init)
        if mode == nil { faults.add("mode", "must be \"video\" or \"voice\"") }
        return mode
    }

    private mutating func metrics(_ node: JSONNode) -> JSONValue? {
        guard node.kind == .object else {
            faults.add("quality_metrics", "must be an object")
            return nil
        }
        for (key, most) in Self.mostMetrics {
            guard let value = node[named: key] else { continue }
            if let number = value.number, (0...Double(most)).contains(number) { continue }
            faults.add("quality_metrics.\(key)", "must be a number from 0 to \(most), or null")
        }
        if let readings = node[named: "total_readings"] {
            _ = whole(readings, "quality_metrics.total_readings", in: 0...Self.mostReadings)
        }
        if let quality = node["connection_quality_average"] {
            _ = text(quality, "quality_metrics.connection_quality_average", 0...limits.endReasonBytes)
        }
        return node.value
    }

    private mutating func transcript(_ node: JSONNode) -> [TranscriptLine] {
        guard node.kind == .array else {
            faults.add("transcript", "must be an array")
            return []
        }
        guard node.count <= limits.transcriptLines else {
            faults.add("transcript", "must have \(limits.transcriptLines) lines at most, not \(node.count)")
            return []
        }
        return (0..<node.count).compactMap { index in
            guard let line = node[index], line.kind == .object else {
                faults.add("transcript[\(index)]", "must be an object")
                return nil
            }
            let field = "transcript[\(index)]."
            let speaker = required(line["speaker"], field + "speaker").flatMap { self.speaker($0, field + "speaker") }
            let words = required(line["text"], field + "text").flatMap {
                text($0, field + "text", 0...limits.textBytes)
            }
            let time = required(line["timestamp"], field + "timestamp").flatMap { self.time($0, field + "timestamp") }
            guard let speaker, let words, let time else { return nil }
            return TranscriptLine(speaker: speaker, text: words, timestamp: time)
        }
    }

    private mutating func speaker(_ node: JSONNode, _ field: String) -> TranscriptLine.Speaker? {
        let speaker = node.string.flatMap(TranscriptLine.Speaker.init)
        if speaker == nil { faults.add(field, "must be \"user\" or \"counselor\"") }
        return speaker
    }
}

/// Fields by their types.
extension RecordReader {
    private mutating func text(_ node: JSONNode, _ field: String, _ bytes: ClosedRange<Int>) -> String? {
        guard let utf8 = node.utf8 else {
            faults.add(field, "must be a string")
            return nil
        }
        guard bytes.contains(utf8.count) else {
            let least = bytes.lowerBound > 0 ? "\(bytes.lowerBound) to " : "at most "
            faults.add(field, "must have \(least)\(bytes.upperBound) bytes, not \(utf8.count)")
            return nil
        }
        return node.string
    }

    private mutating func uuid(_ node: JSONNode, _ field: String) -> UUIDText? {
        let uuid = node.string.flatMap { UUIDText($0) }
        if uuid == nil { faults.add(field, "must be a UUID, such as f47ac10b-58cc-4372-a567-0e02b2c3d479") }
        return uuid
    }

    private mutating func flag(_ node: JSONNode, _ field: String) -> Bool? {
        if node.bool == nil { faults.add(field, "must be true or false") }
        return node.bool
    }

    private mutating func whole(_ node: JSONNode, _ field: String, in range: ClosedRange<Int>) -> Int? {
        guard let number = node.number, let whole = Int(exactly: number), range.contains(whole) else {
            faults.add(field, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return whole
    }

    private mutating func time(_ node: JSONNode, _ field: String) -> Double? {
        let time = node.string.flatMap { SessionTime.parse($0) }
        if time == nil { faults.add(field, SessionTime.expectation) }
        return time
    }
}

/// Times that sessions have: the years 1970…9999.
enum SessionTime {
    static let expectation = "must be a time of RFC 3339 in the years 1970 to 9999, such as 2026-11-24T13:35:57.000Z"

    private static let range = 0...253_402_300_799_999.0

    /// ms since 1970.
    static func parse(_ text: String) -> Double? {
        WallTime.parse(rfc3339: text).flatMap { range.contains($0) ? $0 : nil }
    }

    /// As `parse`; for a time beyond the years the nearest in them, which comes to the same where times are compared.
    static func nearest(_ text: String) -> Double? {
        WallTime.parse(rfc3339: text).map { min(max($0, range.lowerBound), range.upperBound) }
    }
}
