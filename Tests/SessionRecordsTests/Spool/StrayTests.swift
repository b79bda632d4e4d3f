import Foundation
import TestSupport
import Testing
import Vitals
import VitalsJSON

@testable import SessionRecords

/// What stands in a spool under a name of its own, and is not what it should be.
@Suite("A stray in a spool")
struct StrayTests {
    enum Kind: String, CaseIterable {
        case pipe, folder, socket, link
    }

    private let home: TemporaryFolder
    private let folder: SpoolFolder
    private static let key = "14aff52d-1924-4d8d-808a-bdeb029f103d"

    init() throws {
        home = try TemporaryFolder()
        folder = try SpoolFolder(home.path("spool"))
    }

    private var names: [String] { home.names("spool").filter { $0 != "lock" && $0 != "damaged" } }
    private var damaged: [String] { home.names("spool/damaged") }

    private func make(_ kind: Kind, _ name: String) throws {
        let path = folder.path + "/" + name
        switch kind {
        case .pipe: try #require(mkfifo(path, 0o600) == 0)
        case .folder: try #require(mkdir(path, 0o700) == 0)
        case .link: try #require(symlink("/nowhere", path) == 0)
        case .socket: try #require(mknod(path, S_IFSOCK | 0o600, 0) == 0)
        }
    }

    private func setAside(_ outcomes: [RecoveredSession]) -> [SetAsideFile] {
        outcomes.compactMap { if case .setAside(let file) = $0 { file } else { nil } }
    }

    @Test(
        "of any kind and any name of ours is moved to the damaged once, and stops nothing",
        arguments: Kind.allCases,
        [
            "\(key).checkpoint", "\(key).lock", "\(key).transcript", "\(key).transcript.1",
            "000000000001-\(key).record",
            "000000000001-\(key).refused", "000000000001-\(key).record.answer", "ids", "lock",
        ])
    func moved(kind: Kind, name: String) throws {
        let other = UUIDText.random()
        do {
            var session = try SpooledSession(beginning: other, in: folder)
            try session.save(Sessions.checkpoint(key: other))
        }
        try? FileManager.default.removeItem(atPath: folder.path + "/" + name)
        try make(kind, name)
        #expect(try folder.strays().map(\.path) == [folder.path + "/" + name])
        #expect(throws: Never.self) { try folder.sessions() }
        let outcomes = try folder.recover()
        #expect(setAside(outcomes).map(\.place) == [folder.path + "/damaged/" + name])
        #expect(setAside(outcomes).first?.reason.hasPrefix("a \(kind), not a file") == true)
        let recorded = outcomes.contains { if case .recorded = $0 { true } else { false } }
        #expect(recorded)
        #expect(damaged == [name])
        #expect(names.count == 1)
        #expect(try folder.recover().isEmpty)
    }

    @Test("in a record's place does not have its session cleared away, nor one in a transcript's its other lines")
    func besideASession() throws {
        let key = try #require(UUIDText(Self.key))
        do {
            var session = try SpooledSession(beginning: key, in: folder)
            try session.append([TranscriptLine(speaker: .user, text: "hello", timestamp: Sessions.start)])
            try session.save(Sessions.checkpoint(key: key))
        }
        let transcript = folder.path + "/\(key).transcript"
        #expect(rename(transcript, transcript + ".1") == 0)
        try make(.folder, "\(key).transcript")
        try make(.folder, "000000000007-\(key).record")
        let outcomes = try folder.recover()
        var records: [SessionRecord] = []
        for case .recorded(_, let record) in outcomes { records.append(record) }
        #expect(records.map { $0.transcript.map(\.text) } == [["hello"]])
        #expect(damaged == ["000000000007-\(key).record", "\(key).transcript"])
        #expect(setAside(outcomes).count == 2)
        #expect(names == ["000000000001-\(key).record"])
    }

    @Test("in a checkpoint's place is listed as damaged, and its session's lines are kept with it")
    func checkpoint() throws {
        let key = try #require(UUIDText(Self.key))
        do {
            var session = try SpooledSession(beginning: key, in: folder)
            try session.append([TranscriptLine(speaker: .user, text: "hello", timestamp: Sessions.start)])
        }
        try make(.pipe, "\(key).checkpoint")
        let listed = try #require(try folder.sessions().first)
        guard case .damaged(nil, let error) = listed.state else {
            Issue.record("\(listed.state)")
            return
        }
        #expect(error.description.contains("a pipe, not a file"))
        _ = try folder.recover()
        #expect(damaged == ["\(key).checkpoint", "\(key).transcript"])
        #expect(names.isEmpty)
    }

    @Test("of a running session is left to that")
    func running() throws {
        let key = UUIDText.random()
        var session = try SpooledSession(beginning: key, in: folder)
        try make(.link, "\(key).transcript")
        #expect(try folder.recover().isEmpty)
        try session.save(Sessions.checkpoint(key: key))
        #expect(try session.discard().map(\.reason) == ["a link, not a file"])
        #expect(damaged == ["\(key).transcript"])
        #expect(names.isEmpty)
    }

    @Test("that cannot be moved is told, and stops nothing")
    func stuck() throws {
        try Data().write(to: URL(filePath: folder.path + "/damaged"))
        try make(.pipe, "ids")
        let outcomes = try folder.recover()
        guard case .stuck(folder.path + "/ids", let error)? = outcomes.first, outcomes.count == 1 else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(error.description.contains("damaged: not a folder"))
    }

    @Test("is told, each of them, where another program holds the spool's lock")
    func locked() throws {
        let small = try SpoolFolder(folder.path, limits: SpoolLimits(lockWait: 0.02, laterLockWait: 0.02))
        for name in ["ids", "\(Self.key).lock"] { try make(.folder, name) }
        let lock = try OwnedFile(folder.path + "/lock", O_RDWR | O_CREAT)
        #expect(try lock.lock())
        var paths: [String] = []
        for case .stuck(let path, let error) in try small.recover() where error.code == EBUSY { paths.append(path) }
        #expect(paths == [folder.path + "/\(Self.key).lock", folder.path + "/ids"])
        _ = consume lock
        #expect(try setAside(small.recover()).count == 2)
    }

    @Test(
        "that is a record with a number of none goes to the end of the queue, and is sent",
        arguments: ["1125899906842625", "18446744073709551616", "00000000000000000000000000000000000001", "1"],
        [SpooledName.State.record, .refused])
    func renumbered(number: String, state: SpooledName.State) throws {
        let waiting = try folder.add(SpooledRecord(Sessions.record(), saveURL: nil), key: .random())
        let letter = SpooledRecord(Sessions.record(), saveURL: nil)
        let key = UUIDText.random()
        let odd = "\(number)-\(key).\(state.rawValue)"
        try Data(letter.encoded()).write(to: URL(filePath: folder.path + "/" + odd))
        try Data("HTTP 422\n".utf8).write(to: URL(filePath: folder.path + "/\(odd).answer"))
        #expect(try folder.strays().map(\.path) == [folder.path + "/" + odd])
        // Its session is not gone on with, nor recorded a second time.
        do {
            var session = try SpooledSession(beginning: key, in: folder)
            try session.save(Sessions.checkpoint(key: key))
        }
        #expect(try isNone(folder.resume(room: "counsel-42")))
        let outcomes = try folder.recover()
        guard case .renumbered(let name, folder.path + "/" + odd)? = outcomes.first, outcomes.count == 1 else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(name == SpooledName(number: 2, key: key, state: state))
        #expect(try folder.records() == [waiting, name])
        let claimed = try present(folder.claim(name))
        #expect(try claimed.read() == letter)
        #expect(claimed.answer() == "HTTP 422")
        #expect(try folder.recover().isEmpty)
    }

    @Test("that is an endpoint's answer goes with its record, and not before")
    func answers() throws {
        let waiting = try folder.add(SpooledRecord(Sessions.record(), saveURL: nil), key: .random())
        try present(folder.claim(waiting)).note("HTTP 503")
        let refused = try folder.add(SpooledRecord(Sessions.record(), saveURL: nil), key: .random())
        try present(folder.claim(refused)).refuse("HTTP 422")
        let gone = try folder.add(SpooledRecord(Sessions.record(), saveURL: nil), key: .random())
        try present(folder.claim(gone)).note("HTTP 500")
        try FileManager.default.moveItem(
            atPath: folder.path + "/" + gone.text, toPath: folder.path + "/kept-by-hand.json")
        try Data("mine\n".utf8).write(to: URL(filePath: folder.path + "/notes.answer"))
        #expect(try folder.recover().isEmpty)
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".answer") }
        let of = "\(refused.text)".replacing(".record", with: ".refused")
        #expect(left.sorted() == ["\(waiting.text).answer", "\(of).answer", "notes.answer"].sorted())
    }

    @Test("that was set aside is found by its session's name and by its id, where that can still be read")
    func found() throws {
        let (key, id) = (UUIDText.random(), UUIDText.random())
        let record = SessionRecord(
            sessionID: id, mode: .voice, startTime: 0, endTime: 0, durationSeconds: 0, qualityMetrics: [:],
            endReason: "x")
        let name = try folder.add(SpooledRecord(record, saveURL: nil), key: key)
        let path = folder.path + "/" + name.text
        try Data(Data(contentsOf: URL(filePath: path)).dropLast()).write(to: URL(filePath: path))
        _ = try present(folder.claim(name)).setAside()
        let place = [folder.path + "/damaged/" + name.text]
        #expect(folder.damaged(ofSession: key.text) == place)
        #expect(folder.damaged(ofSession: String(key.text.prefix(8))) == place)
        #expect(folder.damaged(ofSession: String(id.text.prefix(10))) == place)
        #expect(folder.damaged(ofSession: UUIDText.random().text).isEmpty)
    }

    @Test("is no spool: a file in its folder's place is told as one, by whoever looks into it too")
    func noFolder() throws {
        let path = home.path("file")
        try Data().write(to: URL(filePath: path))
        let opened = #expect(throws: SpoolError.self) { try SpoolFolder(path) }
        #expect(opened?.step == "not a folder")
        let looked = #expect(throws: SpoolError.self) { try SpoolFolder(existing: path) }
        #expect(looked?.step == "not a folder")
    }
}
