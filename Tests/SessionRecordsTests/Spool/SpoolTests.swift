import Foundation
import TestSupport
import Testing
import Vitals
import VitalsJSON

@testable import SessionRecords

@Suite("A spool")
struct SpoolTests {
    private let home: TemporaryFolder
    private let folder: SpoolFolder

    init() throws {
        home = try TemporaryFolder()
        folder = try SpoolFolder(home.path("a/b/spool"))
    }

    /// Files beside the folder's own lock.
    private var names: [String] { home.names("a/b/spool").filter { $0 != "lock" } }

    private func line(_ text: String, _ time: Double = Sessions.start) -> TranscriptLine {
        TranscriptLine(speaker: .user, text: text, timestamp: time)
    }

    @Test("makes its folder, for nobody else to read")
    func made() throws {
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
        #expect(throws: SpoolError.self) { try SpoolFolder("/dev/null/x") }
        #expect(throws: SpoolError.self) { try SpoolFolder("/dev/null") }
    }

    @Test("has nothing to recover of a session that goes on, and one record of one whose program is gone")
    func recovery() throws {
        let key = UUIDText.random()
        do {
            var session = try SpooledSession(beginning: key, in: folder)
            try session.append([line("later", Sessions.start + 5000), line("first\nof \"all\"")])
            var checkpoint = Sessions.checkpoint(key: key, saveURL: "https://app.example.com/save")
            checkpoint.openSegments = [
                .init(speaker: .counselor, identity: "c", id: "s9", text: "and so", start: Sessions.start + 6000)
            ]
            try session.save(checkpoint)
            // Said after the checkpoint, and on disk all the same.
            try session.append([line("last", Sessions.start + 7000)])
            #expect(try folder.recover().isEmpty)
        }
        let recovered = try folder.recover()
        guard case .recorded(let name, let record)? = recovered.first, recovered.count == 1 else {
            Issue.record("\(recovered)")
            return
        }
        #expect(record.sessionID == key)
        #expect(record.partial && record.endReason == "recovered")
        #expect(record.userID == "user-7")
        #expect(record.durationSeconds == 10)
        #expect(record.mode == .video)
        #expect(record.transcript.map(\.text) == ["first\nof \"all\"", "later", "and so", "last"])
        #expect(record.qualityMetrics["average_bitrate"] == 800.0)
        #expect(names == [name.text])
        let claimed = try present(folder.claim(name))
        let spooled = try claimed.read()
        #expect(spooled.saveURL == "https://app.example.com/save")
        #expect(spooled.body == record.json.written())
        #expect(try folder.recover().isEmpty)
    }

    @Test("gives one record though the program ended between writing it and clearing away")
    func betweenRecordAndClearing() throws {
        let key = UUIDText.random()
        do {
            var session = try SpooledSession(beginning: key, in: folder)
            try session.append([line("hello")])
            try session.save(Sessions.checkpoint(key: key))
        }
        _ = try folder.add(SpooledRecord(Sessions.record(key: key), saveURL: nil), key: key)
        #expect(try folder.recover().isEmpty)
        #expect(names.count == 1)
        #expect(try folder.records().count == 1)
    }

    @Test("makes no second record of a session whose first has arrived, though nothing could be removed then")
    func deliveredInPlace() throws {
        let key = UUIDText.random()
        do {
            var session = try SpooledSession(beginning: key, in: folder)
            try session.append([line("hello")])
            try session.save(Sessions.checkpoint(key: key))
            // Out of the program's sight, as where a disk is taken away in mid-call.
            #expect(rename(folder.path, folder.path + ".away") == 0)
            #expect(try session.discardDelivered().isEmpty)
            #expect(rename(folder.path + ".away", folder.path) == 0)
        }
        #expect(names.contains("\(key).checkpoint"))
        #expect(try folder.sessions().isEmpty)
        #expect(try isNone(folder.resume(room: "counsel-42")))
        #expect(try folder.recover().isEmpty)
        #expect(names.isEmpty)
    }

    @Test("takes a record along that has arrived from memory, and is here all the same")
    func deliveredBeside() throws {
        let key = UUIDText.random()
        var session = try SpooledSession(beginning: key, in: folder)
        try session.save(Sessions.checkpoint(key: key))
        let others = try folder.add(SpooledRecord(Sessions.record(), saveURL: nil), key: .random())
        _ = try session.spool(SpooledRecord(Sessions.record(key: key), saveURL: nil))
        #expect(try session.discardDelivered().isEmpty)
        #expect(names == [others.text])
    }

    @Test("clears away a session that never came to its first checkpoint")
    func neverBegun() throws {
        do { _ = try SpooledSession(beginning: .random(), in: folder) }
        #expect(try folder.recover().isEmpty)
        #expect(names.isEmpty)
    }

    @Test("goes on with the newest session of a room")
    func resumed() throws {
        for (room, seconds) in [("counsel-42", 5), ("counsel-42", 20), ("other", 30)] {
            let key = UUIDText.random()
            var session = try SpooledSession(beginning: key, in: folder)
            try session.append([line("\(seconds)")])
            try session.save(Sessions.checkpoint(Sessions.call(room: room, seconds: seconds), key: key))
        }
        var resumed = try present(folder.resume(room: "counsel-42"))
        #expect(resumed.checkpoint.session.seconds == 20)
        try resumed.files.append([line("more")])
        #expect(resumed.files.lines().map(\.text) == ["20", "more"])
        // The others are not anybody's any more; this one is.
        #expect(try folder.recover().count == 2)
        #expect(try isNone(folder.resume(room: "nowhere")))
    }

    @Test("goes on with no session of another user, of another id, or of long ago")
    func notResumed() throws {
        let key = UUIDText.random()
        do {
            var session = try SpooledSession(beginning: key, in: folder)
            var checkpoint = Sessions.checkpoint(key: key)
            checkpoint.ids.sessionID = UUIDText("f47ac10b-58cc-4372-a567-0e02b2c3d479")
            try session.save(checkpoint)
        }
        let room = "counsel-42"
        #expect(try isNone(folder.resume(room: room, ids: SessionIDs(userID: "user-8"))))
        #expect(try isNone(folder.resume(room: room, ids: SessionIDs(sessionID: .random()))))
        #expect(try isNone(folder.resume(room: room, heardSince: Sessions.start + 60_000)))
        let ids = SessionIDs(sessionID: UUIDText("f47ac10b-58cc-4372-a567-0e02b2c3d479"), userID: "user-7")
        #expect(try !isNone(folder.resume(room: room, ids: ids, heardSince: Sessions.start)))
    }

    @Test("numbers records so that they go in the order in which they came, whatever the clock does")
    func order() throws {
        let made = try (0..<12).map { _ in
            try folder.add(SpooledRecord(Sessions.record(), saveURL: nil), key: .random())
        }
        #expect(try folder.records() == made)
        #expect(made.map(\.number) == Array(1...12))
    }

    @Test("lets one of two programs have a record in hand")
    func claimed() throws {
        let name = try folder.add(SpooledRecord(Sessions.record(), saveURL: nil), key: .random())
        let first = try present(folder.claim(name))
        #expect(try isNone(folder.claim(name)))
        try first.remove()
        #expect(try isNone(folder.claim(name)))
        #expect(names.isEmpty)
    }

    @Test("keeps what was refused aside, with the answer, until it is put back")
    func refused() throws {
        let name = try folder.add(SpooledRecord(Sessions.record(), saveURL: nil), key: .random())
        try present(folder.claim(name)).refuse("HTTP 422: mode")
        let refused = try #require(try folder.records().first)
        #expect(refused.state == .refused)
        let claimed = try present(folder.claim(refused))
        #expect(claimed.answer() == "HTTP 422: mode")
        try claimed.putBack()
        #expect(try folder.records().map(\.state) == [.record])
    }

    @Test("makes room of what was refused or damaged, never of what waits")
    func full() throws {
        let small = try SpoolFolder(folder.path, limits: SpoolLimits(bytes: 30_000))
        let letter = SpooledRecord(Sessions.record(), saveURL: nil)
        let size = letter.encoded().count
        var added = 0
        while (added + 1) * size <= 30_000 {
            _ = try small.add(letter, key: .random())
            added += 1
        }
        let fault = #expect(throws: SpoolError.self) { try small.add(letter, key: .random()) }
        #expect(fault?.isFull == true)
        #expect(try small.records().count == added)
        try present(small.claim(small.records()[1])).refuse("no")
        _ = try small.add(letter, key: .random())
        #expect(try small.records().filter { $0.state == .record }.count == added)
    }

    @Test("sets a record aside wherever one of its bits is changed or it is cut")
    func damaged() throws {
        let good = SpooledRecord(
            SessionRecord(
                sessionID: .random(), mode: .voice, startTime: 0, endTime: 0, durationSeconds: 0, qualityMetrics: [:],
                endReason: "x"), saveURL: "https://x/")
        let bytes = good.encoded()
        #expect(try SpooledRecord(decoding: bytes) == good)
        for place in bytes.indices {
            var spoiled = bytes
            spoiled[place] ^= 1 << UInt8(place % 8)
            #expect(throws: SealedText.Fault.self) { try SpooledRecord(decoding: spoiled) }
            #expect(throws: SealedText.Fault.self) { try SpooledRecord(decoding: Array(bytes.prefix(place))) }
        }
        #expect(throws: SealedText.Fault.self) { try SpooledRecord(decoding: bytes + bytes) }
    }

    @Test("sets torn, foreign and other versions' checkpoints aside, says why, and goes on")
    func foreign() throws {
        let keys = (0..<4).map { _ in UUIDText.random() }
        let whole = Sessions.checkpoint(key: keys[0]).encoded()
        let contents: [[UInt8]] = [
            Array(whole.prefix(whole.count / 2)), Array("not ours".utf8), [],
            SealedText.seal(Array("future".utf8), as: .checkpoint, format: 99),
        ]
        for (key, content) in zip(keys, contents) {
            try Data(content).write(to: URL(filePath: folder.path + "/\(key.text).checkpoint"))
        }
        try Data(whole).write(to: URL(filePath: folder.path + "/notes.txt"))
        do {
            let key = UUIDText.random()
            var session = try SpooledSession(beginning: key, in: folder)
            try session.save(Sessions.checkpoint(key: key))
        }
        var reasons: [String] = []
        var recorded = 0
        for outcome in try folder.recover() {
            switch outcome {
            case .recorded: recorded += 1
            case .setAside(let file):
                #expect(FileManager.default.fileExists(atPath: file.place))
                reasons.append(file.reason)
            case .failed(_, let error), .stuck(_, let error): Issue.record(error)
            case .renumbered(let name, _): Issue.record("\(name)")
            }
        }
        #expect(recorded == 1)
        #expect(reasons.count == 4)
        #expect(reasons.filter { $0.contains("another version") }.count == 1)
        #expect(names.count == 3)  // damaged, notes.txt, the record
        #expect(home.names("a/b/spool/damaged").count == 4)
    }

    @Test("reads the lines of a transcript that are whole, whatever became of the others")
    func spoiledTranscript() throws {
        let key = UUIDText.random()
        do {
            var session = try SpooledSession(beginning: key, in: folder)
            try session.append((0..<5).map { line("line \($0)", Double($0)) })
            try session.save(Sessions.checkpoint(key: key))
        }
        let path = folder.path + "/\(key.text).transcript"
        var bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        let third = try #require(bytes.firstRange(of: Array("line 2".utf8)))
        bytes[third.lowerBound] = UInt8(ascii: "X")
        bytes.removeLast(10)
        try Data(bytes).write(to: URL(filePath: path))
        guard case .recorded(_, let record)? = try folder.recover().first else {
            Issue.record("nothing recovered")
            return
        }
        #expect(record.transcript.map(\.text) == ["line 0", "line 1", "line 3"])
    }

    @Test(
        "is not led astray by names like its own",
        arguments: [
            "-1-x.record", ".record", "-6ba7b810-9dad-11d1-80b4-00c04fd430cb.record",
            "1x-6ba7b810-9dad-11d1-80b4-00c04fd430cb.record",
            "000000000001-6ba7b810-9dad-11d1-80b4-00c04fd430cb.record.answer", "x.checkpoint", "ids",
        ])
    func foreignNames(name: String) throws {
        try Data("foreign".utf8).write(to: URL(filePath: folder.path + "/" + name))
        let added = try folder.add(SpooledRecord(Sessions.record(), saveURL: nil), key: .random())
        #expect(added.number == 1)
        #expect(try folder.recover().isEmpty)
        #expect(try folder.sessions().count == 1)
    }

    @Test("does not wait at a pipe of a record's name, and sets it aside")
    func pipe() throws {
        let name = SpooledName(number: 1, key: .random())
        #expect(mkfifo(folder.path + "/" + name.text, 0o600) == 0)
        #expect(throws: SpoolError.self) { try present(folder.claim(name)).read() }
        #expect(try folder.sessions().map(\.sessionID) == [name.key])
        _ = try present(folder.claim(name)).setAside()
        #expect(home.names("a/b/spool/damaged") == [name.text])
    }

    @Test("keeps its promise to a session that has begun, though it is full since; begins no other then")
    func fullSinceTheBeginning() throws {
        let small = try SpoolFolder(folder.path, limits: SpoolLimits(bytes: 100_000))
        let key = UUIDText.random()
        do {
            var session = try SpooledSession(beginning: key, in: small)
            try session.save(Sessions.checkpoint(key: key))
        }
        try Data(count: 100_000).write(to: URL(filePath: folder.path + "/filler"))
        let fault = #expect(throws: SpoolError.self) { _ = try SpooledSession(beginning: .random(), in: small) }
        #expect(fault?.isFull == true)
        guard case .recorded? = try small.recover().first else {
            Issue.record("not recovered")
            return
        }
    }

    @Test("writes lines again whose file somebody removed")
    func removedTranscript() throws {
        let key = UUIDText.random()
        do {
            var session = try SpooledSession(beginning: key, in: folder)
            try session.append([line("0")])
            try session.save(Sessions.checkpoint(key: key))
            #expect(unlink(folder.path + "/\(key).transcript") == 0)
            try session.append([line("1")])
            #expect(throws: SpoolError.self) { try session.save(Sessions.checkpoint(key: key)) }
            try session.save(Sessions.checkpoint(key: key))
            #expect(session.lines().map(\.text) == ["1"])
        }
        guard case .recorded(_, let record)? = try folder.recover().first else {
            Issue.record("nothing recovered")
            return
        }
        #expect(record.transcript.map(\.text) == ["1"])
    }

    @Test("holds lines while the disk takes none, and leaves no empty files behind")
    func heldLines() throws {
        let key = UUIDText.random()
        var session = try SpooledSession(beginning: key, in: folder)
        try session.append([line("0")])
        try session.save(Sessions.checkpoint(key: key))
        // The folder goes away, and comes back.
        let (path, away) = (folder.path, folder.path + ".away")
        #expect(rename(path + "/\(key).transcript", path + "/moved") == 0)
        #expect(rename(path, away) == 0)
        for number in 1...5 { try? session.append([line("\(number)")]) }
        #expect(throws: SpoolError.self) { try session.save(Sessions.checkpoint(key: key)) }
        #expect(rename(away, path) == 0)
        #expect(rename(path + "/moved", path + "/\(key).transcript") == 0)
        try session.save(Sessions.checkpoint(key: key))
        #expect(session.lines().map(\.text) == (0...5).map(String.init))
        #expect(session.lostLines == 0)
    }
}
