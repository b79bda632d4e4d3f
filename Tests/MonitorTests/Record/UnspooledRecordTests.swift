import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing
import Vitals
import VitalsJSON

@testable import Monitor
@testable import SessionRecords

/// A record that is in memory only, and a disk that takes it while it is being sent.
@Suite(.timeLimit(.minutes(2))) struct UnspooledRecordTests {
    private let home: TemporaryFolder
    private let folder: SpoolFolder

    init() throws {
        home = try TemporaryFolder()
        folder = try SpoolFolder(home.path("spool"))
    }

    /// A session that ended while its folder was away.
    private func unspooled(_ recorder: SessionRecorder) throws -> UnspooledRecord {
        let session = RoomSession(room: RoomInfo(name: "r"))
        #expect(rename(folder.path, folder.path + ".away") == 0)
        let finished = recorder.finish(
            Checkpoint(key: recorder.key, ids: SessionIDs(), session: session), endReason: "room_ended")
        #expect(rename(folder.path + ".away", folder.path) == 0)
        return UnspooledRecord(finished.letter, at: finished.place, of: recorder) { _ in }
    }

    private func recorder(_ url: String) throws -> SessionRecorder {
        var options = RecordOptions(folder: folder)
        options.sender = RecordSender(
            endpoint: try SaveEndpoint(url), userAgent: "test", wallClock: { Clock.wall / 1000 },
            monotonicClock: { Clock.monotonic }, pause: { usleep(UInt32($0 * 1e4)) })
        return SessionRecorder(options) { _ in }
    }

    @Test("an answer that comes while somebody wants the program to end leaves nothing that would be sent again")
    func savedWhileParting() throws {
        let server = try ScriptedServer([.answer(201)])
        defer { server.stop() }
        for round in 0..<60 {
            let recorder = try recorder(server.url)
            let record = try unspooled(recorder)
            let fate = Mutex<UnspooledRecord.Fate?>(nil)
            let parting = Thread {
                usleep(UInt32(round * 60))
                let end = record.part()
                // Where the program ends with this, it is not there any more.
                let isLeft = (try? folder.records().isEmpty) != true
                fate.withLock { $0 = end == .saved && isLeft ? .lost : end }
            }
            parting.start()
            let outcome = try record.deliver(by: try #require(recorder.options.sender)) { _, _ in }
            #expect(outcome == .saved(tries: 1))
            while fate.withLock({ $0 == nil }) { usleep(1_000) }
            #expect(fate.withLock { $0 } != .lost)
            #expect(try folder.records().isEmpty)
        }
        #expect(server.requests.count == 60)
        #expect(home.names("spool").filter { $0 != "lock" }.isEmpty)
    }

    @Test("what failed in no more than its last flush is not written a second time")
    func onlyFlush() throws {
        let recorder = try recorder("http://127.0.0.1:1/")
        let record = try unspooled(recorder)
        record.offer()
        guard case .spooled(let name) = record.place else {
            Issue.record("\(record.place)")
            return
        }
        let letter = try folder.look(at: name).0
        #expect(try SpooledSession(beginning: recorder.key, in: folder).spool(letter) == name)
        #expect(try folder.records() == [name])
    }

    @Test("another program that has it in hand is left to send it")
    func elsewhere() throws {
        let server = try ScriptedServer([.answer(503), .answer(503), .hang])
        defer { server.stop() }
        let recorder = try recorder(server.url)
        let record = try unspooled(recorder)
        let other = Mutex<ClaimedRecord?>(nil)
        let outcome = try record.deliver(by: try #require(recorder.options.sender)) { _, _ in
            // Between the tries: whatever is there is taken in hand before the record itself is.
            guard other.withLock({ $0 == nil }) else { return }
            let letter = SpooledRecord(
                SessionRecord(
                    sessionID: recorder.key, mode: .voice, startTime: 0, endTime: 0, durationSeconds: 0,
                    qualityMetrics: [:], endReason: "x"), saveURL: nil)
            guard let name = try? folder.add(letter, key: recorder.key) else { return }
            other.withLock { $0 = try? folder.claim(name) }
        }
        #expect(outcome == nil)
        #expect(server.requests.count == 1)
    }
}
