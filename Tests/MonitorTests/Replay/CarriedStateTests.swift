import Foundation
import Recordings
import TestSupport
import Testing
import Vitals
import VitalsJSON

@testable import Monitor

/// A session whose state went to bytes and back is the same session.
@Suite("A carried state")
struct CarriedStateTests {
    static let recordings = [
        "a_clean.10s", "b_simulcast", "c_loss5", "d_bwcap", "e_renegotiate", "f_odd_poller.asread", "g_audio_only",
        "h_vp9", "i_firefox_simulcast",
    ]

    private func lines(_ name: String) throws -> [RecordedLine] {
        let path = RecordingTruthTests.fixtures.appending(path: name + ".ndjson.gz").path
        var reader = try RecordingReader(RecordingSource(argument: path), limits: RecordingLimits())
        var lines: [RecordedLine] = []
        while let item = try reader.next() {
            if case .line(let line) = item { lines.append(line) }
        }
        return lines
    }

    private func report(_ line: RecordedLine) -> StatsReport? {
        if case .report(let report) = line { report } else { nil }
    }

    @Test("goes on as if nothing had been, wherever a recording is cut", arguments: recordings)
    func cut(name: String) throws {
        let reports = try lines(name).compactMap(report)
        try #require(reports.count > 4)
        var whole = RoomSession()
        var carried = RoomSession()
        for report in reports {
            whole.fold(report, at: report.timestamp)
            carried.fold(report, at: report.timestamp)
            carried = try RoomSession(state: carried.state)
        }
        #expect(whole.totals == carried.totals)
        #expect(whole.timeline == carried.timeline)
        #expect(whole.state == carried.state)
        func text(_ session: RoomSession) -> String {
            SessionSummary(session: session, end: .endOfRecording).document.withText(.indented) {
                String(decoding: $0, as: UTF8.self)
            }
        }
        #expect(text(whole) == text(carried))
    }

    @Test("is refused, or does no harm, whatever byte of it is changed")
    func spoiled() throws {
        let reports = try lines("b_simulcast").compactMap(report)
        var session = RoomSession(room: RoomInfo(name: "room", metadata: "{}"))
        session.apply(
            .update([
                ParticipantInfo(
                    sid: "PA_a", identity: "alice",
                    tracks: [TrackInfo(sid: "TR_1", kind: .video, source: "CAMERA", muted: true, mid: "0")])
            ]), at: 0)
        for report in reports.prefix(6) { session.fold(report, at: report.timestamp) }
        let state = session.state
        var random = SeededGenerator(seed: 7)
        var refused = 0
        for _ in 0..<2_000 {
            var bytes = state
            for _ in 0...Int.random(in: 0..<3, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard var other = try? RoomSession(state: bytes) else {
                refused += 1
                continue
            }
            for report in reports.dropFirst(6).prefix(3) { other.fold(report, at: report.timestamp) }
            _ = SessionSummary(session: other, end: .interrupted).document
            _ = other.timeline
        }
        #expect(refused > 100)
    }

    @Test("is refused wherever it is cut, and with a byte too many")
    func torn() throws {
        var session = RoomSession(room: RoomInfo(name: "room"))
        for report in try lines("c_loss5").compactMap(report).prefix(4) { session.fold(report, at: report.timestamp) }
        let state = session.state
        for length in stride(from: 0, to: state.count, by: 7) {
            #expect(throws: StateFault.self) { try RoomSession(state: Array(state.prefix(length))) }
        }
        #expect(throws: StateFault.leftOver) { try RoomSession(state: state + [0]) }
        #expect(throws: Never.self) { try RoomSession(state: state) }
    }

    @Test("holds numbers of the wire that are no counts")
    func oddNumbers() throws {
        var session = RoomSession()
        for (time, sequence) in [(1.0, UInt64.max), (2.0, 0), (3.0, 1 << 62), (4.0, 3)] {
            session.fold(
                StatsReport(
                    identity: "mallory", peerConnection: "publisher", timestamp: time * 1000, sequence: sequence,
                    entries: []), at: time * 1000)
            session = try RoomSession(state: session.state)
        }
        #expect(session.reports == 4)
    }
}
