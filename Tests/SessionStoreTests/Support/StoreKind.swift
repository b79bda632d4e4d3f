import Foundation
import SessionRecords
import TestSupport
import Testing
import VitalsJSON

@testable import SessionStore

/// The stores that the same tests run against.
enum StoreKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case sqlite, postgres

    var testDescription: String { rawValue }

    /// Runs `body` with an empty store.
    func run(
        limits: StoreLimits = StoreLimits(), _ body: (any SessionStore, StoreLocation) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let location: StoreLocation
        switch self {
        case .sqlite: location = .sqlite(folder.appending(path: "sessions.sqlite").path)
        case .postgres: location = .postgres(try #require(Postgres.shared).makeDatabase())
        }
        let store = try location.open(limits)
        do {
            try await body(store, location)
        } catch {
            await store.close()
            throw error
        }
        await store.close()
    }
}

enum Records {
    /// 2026-11-24 13:35:57.000 UTC
    static let noon = 1_795_527_357_000.0

    static func record(
        _ number: Int = 0, user: String? = "alice", start: Double = noon, mode: SessionRecord.Mode = .video,
        transcript: [String] = ["Hello there", "Good morning, how are you?"], metrics: JSONValue = metrics
    ) -> SessionRecord {
        SessionRecord(
            sessionID: id(number), userID: user, counselorCategory: id(900_000 + number % 3), mode: mode,
            startTime: start, endTime: start + 90_500, durationSeconds: 90,
            transcript: transcript.enumerated().map { index, text in
                TranscriptLine(
                    speaker: index % 2 == 0 ? .user : .counselor, text: text, timestamp: start + Double(index) * 1_234)
            }, transcriptOmitted: 3, qualityMetrics: metrics, endReason: "room_ended", room: "counsel-\(number)")
    }

    static func id(_ number: Int) -> UUIDText {
        let digits = String(number, radix: 16)
        let padded = String(repeating: "0", count: 12 - digits.count) + digits
        return UUIDText("f47ac10b-58cc-4372-a567-\(padded)") ?? .random()
    }

    static let metrics: JSONValue = [
        "average_bitrate": 812.44, "average_fps": 29.9, "packet_loss_percentage": 0.1,
        "connection_quality_average": "excellent", "total_readings": 19, "packet_loss_events": 2,
        "bitrate_kbps": ["mean": 812.44, "min": 1, "max": 2000.5, "stddev": nil, "count": 19],
        "participants": [["identity": "alice", "sid": nil, "average_bitrate": 1.1]],
    ]
}

extension SessionStore {
    /// The session as the store has it.
    func session(_ id: UUIDText, for reader: SessionReader) async throws(StoreFailure) -> StoredSession? {
        try await session(id, for: reader) { $0 }
    }
}
