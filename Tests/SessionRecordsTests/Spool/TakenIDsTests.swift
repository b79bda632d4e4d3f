import Foundation
import TestSupport
import Testing

@testable import SessionRecords

@Suite("The ids that a spool's sessions have taken")
struct TakenIDsTests {
    private let home: TemporaryFolder
    private let folder: SpoolFolder
    private let id = UUIDText.random()
    private let first = UUIDText.random()
    private let second = UUIDText.random()

    init() throws {
        home = try TemporaryFolder()
        folder = try SpoolFolder(home.path("spool"))
    }

    private var file: URL { URL(filePath: folder.path + "/ids") }
    private var damaged: [String] { home.names("spool/damaged") }

    private func claim(_ id: UUIDText, for key: UUIDText) throws -> (isOurs: Bool, lost: [SetAsideFile]) {
        var lost: [SetAsideFile] = []
        let isOurs = try folder.claim(id, for: key) { lost.append($0) }
        return (isOurs, lost)
    }

    @Test("are one session's each, for good")
    func claims() throws {
        #expect(try folder.claim(id, for: first))
        #expect(try folder.claim(id, for: first))
        #expect(try !folder.claim(id, for: second))
        #expect(try folder.claim(.random(), for: second))
        #expect(try !SpoolFolder(folder.path).claim(id, for: second))
    }

    @Test("are told as damaged wherever a bit of their file is changed or it is cut")
    func sealed() throws {
        _ = try folder.claim(id, for: first)
        _ = try folder.claim(.random(), for: second)
        let bytes = [UInt8](try Data(contentsOf: file))
        #expect(try TakenIDs(decoding: bytes).count == 2)
        for place in bytes.indices {
            var spoiled = bytes
            spoiled[place] ^= 1 << UInt8(place % 8)
            #expect(throws: SealedText.Fault.self) { try TakenIDs(decoding: spoiled) }
            #expect(throws: SealedText.Fault.self) { try TakenIDs(decoding: Array(bytes.prefix(place))) }
        }
    }

    @Test("are read as earlier versions wrote them, and sealed with the next")
    func plain() throws {
        try Data("\(id) \(first)\n".utf8).write(to: file)
        #expect(try !folder.claim(id, for: second))
        #expect(try folder.claim(.random(), for: second))
        #expect(String(decoding: try Data(contentsOf: file), as: UTF8.self).hasPrefix("roomvitals ids 1 "))
        #expect(try !folder.claim(id, for: second))
        #expect(damaged.isEmpty)
    }

    @Test(
        "are set aside where none can be read, which is said, and the next is taken",
        arguments: ["garbage", "", "roomvitals ids 1 0 0\n", "x\n"])
    func unreadable(content: String) throws {
        try Data(content.utf8).write(to: file)
        let (isOurs, lost) = try claim(id, for: first)
        #expect(isOurs)
        #expect(lost.map(\.place) == [folder.path + "/damaged/ids"])
        #expect(lost.first?.reason.contains("taken before is not known any more") == true)
        #expect(
            try Data(contentsOf: file.deletingLastPathComponent().appending(path: "damaged/ids")).count
                == content.utf8.count)
        let again = try claim(id, for: second)
        #expect(!again.isOurs)
        #expect(again.lost.isEmpty)
    }

    @Test("that can still be read in a damaged file stay taken")
    func rescued() throws {
        try Data("\(id) \(first)\n\(UUIDText.random()) torn".utf8).write(to: file)
        let (isOurs, lost) = try claim(id, for: second)
        #expect(!isOurs)
        #expect(lost.first?.reason.contains("and 1 that") == true)
        #expect(damaged == ["ids"])
        // They are in the new file, not in memory only.
        #expect(try !SpoolFolder(folder.path).claim(id, for: second))
    }

    @Test("of sessions that are in the spool stay taken though their file is gone", arguments: [nil, "garbage"])
    func inUse(content: String?) throws {
        let other = UUIDText.random()
        do {
            var session = try SpooledSession(beginning: second, in: folder)
            var checkpoint = Sessions.checkpoint(key: second)
            checkpoint.ids.sessionID = other
            try session.save(checkpoint)
        }
        _ = try folder.add(SpooledRecord(Sessions.record(key: id), saveURL: nil), key: first)
        if let content { try Data(content.utf8).write(to: file) }
        #expect(try !folder.claim(id, for: second))
        #expect(try !folder.claim(other, for: first))
        #expect(try folder.claim(other, for: second))
        #expect(damaged == (content == nil ? [] : ["ids"]))
    }

    @Test("are a session's by its own checkpoint, whatever a damaged file says")
    func damagedOwner() throws {
        do {
            var session = try SpooledSession(beginning: first, in: folder)
            var checkpoint = Sessions.checkpoint(key: first)
            checkpoint.ids.sessionID = id
            try session.save(checkpoint)
        }
        try Data("\(id) \(second)\ntorn".utf8).write(to: file)
        #expect(try folder.claim(id, for: first))
        #expect(try !folder.claim(id, for: second))
    }

    @Test("of sessions in the spool are written down where somebody removed the file, and outlast their records")
    func removed() throws {
        let name = try folder.add(SpooledRecord(Sessions.record(key: id), saveURL: nil), key: first)
        #expect(try !folder.claim(id, for: second))
        try present(folder.claim(name)).remove()
        #expect(try !folder.claim(id, for: second))
    }

    @Test("of another version are kept for that one, and said to be")
    func otherVersion() throws {
        try Data(SealedText.seal([1, 2, 3], as: .ids, format: 99)).write(to: file)
        #expect(try claim(id, for: first).lost.first?.reason.contains("another version") == true)
        #expect(damaged == ["ids"])
    }

    @Test("are no file: it is moved, not opened")
    func pipe() throws {
        #expect(mkfifo(file.path, 0o600) == 0)
        let (isOurs, lost) = try claim(id, for: first)
        #expect(isOurs)
        #expect(lost.first?.reason.hasPrefix("a pipe, not a file") == true)
        #expect(damaged == ["ids"])
    }
}
