import Foundation
import TestSupport
import Testing

/// A disk that takes nothing when the session ends, and is there again while its record is being sent.
@Suite(.serialized, .timeLimit(.minutes(5))) struct LateSpoolTests {
    private let disk: FaultyDisk
    private let home: TemporaryFolder
    private var spool: String { home.path("spool") }

    init() throws {
        disk = try FaultyDisk()
        home = try TemporaryFolder()
    }

    private func left() -> [String] { home.names("spool").filter { $0 != "lock" && $0 != "ids" } }

    /// A session whose disk is shut when it ends.
    private func session(_ room: TalkingRoom, _ url: String, retries: Int = 3) async throws -> Program {
        let bot = try Program(
            room.attach(["--spool", spool, "--save-url", url, "--save-retries", "\(retries)"]),
            environment: disk.environment(shutting: spool))
        try await bot.says("has begun")
        try disk.shut()
        for _ in 0..<5 {
            try room.report()
            try await Task.sleep(for: .milliseconds(50))
        }
        try bot.process.interrupt()
        try await bot.says("the record is sent without being on disk first")
        return bot
    }

    /// What a later start sends.
    private func resent() async throws -> [ScriptedServer.Request] {
        let server = try ScriptedServer([.answer(200)])
        defer { server.stop() }
        let resend = try Program(["sessions", "resend", "--spool", spool, "--save-url", server.url])
        #expect(try await resend.end() == 0, "\(resend.output)")
        #expect(left().isEmpty)
        return server.requests
    }

    @Test("the record goes to the disk while it is tried again, and waits there whole", arguments: [0, 2])
    func waits(retries: Int) async throws {
        let down = try ScriptedServer([.hang, .answer(503)])
        defer { down.stop() }
        let room = try await TalkingRoom()
        let bot = try await session(room, down.url, retries: retries)
        try await eventually("it sends") { down.requests.count == 1 }
        try disk.open()
        // The first try ends by its time limit.
        #expect(try await bot.end(within: .seconds(40)) == 1)
        #expect(bot.output.contains("is on disk now; it stays in the spool until it is saved"), "\(bot.output)")
        #expect(bot.output.contains("It is kept, and sent at the next start"), "\(bot.output)")
        let requests = try await resent()
        #expect(requests.map(\.body) == [down.requests[0].body])
        #expect(Set(down.requests.map(\.body)).count == 1)
        #expect(down.requests.count == 1 + retries)
    }

    @Test("saved by a later try, the record that went to the disk meanwhile is sent by nobody else")
    func savedLater() async throws {
        let server = try ScriptedServer([.answer(503), .answer(503), .answer(201)])
        defer { server.stop() }
        let room = try await TalkingRoom()
        let bot = try await session(room, server.url)
        try await bot.says("not saved yet")
        try disk.open()
        try await bot.says("is on disk now")
        let other = try Program(["sessions", "resend", "--spool", spool, "--save-url", server.url])
        _ = try await other.end()
        #expect(try await bot.end() == 0)
        #expect(bot.output.contains("at try 3"), "\(bot.output)")
        #expect(left().isEmpty)
        #expect(try await resent().isEmpty)
        #expect(server.requests.count == 3, "\(other.output)")
    }

    @Test("refused, it is kept aside on the disk that is there again")
    func refused() async throws {
        let server = try ScriptedServer([.answer(503), .answer(422)])
        defer { server.stop() }
        let room = try await TalkingRoom()
        let bot = try await session(room, server.url)
        try await bot.says("not saved yet")
        try disk.open()
        #expect(try await bot.end() == 1)
        #expect(bot.output.contains("It is kept aside"), "\(bot.output)")
        #expect(left().count { $0.hasSuffix(".refused") } == 1)
        #expect(!left().contains { $0.hasSuffix(".checkpoint") })
    }

    @Test("stopped at once, it asks the disk a last time")
    func stopped() async throws {
        let server = try ScriptedServer([.hang])
        defer { server.stop() }
        let room = try await TalkingRoom()
        let bot = try await session(room, server.url)
        try await bot.says("is not on disk: if this is stopped now that is tried once more")
        try await eventually("it sends") { server.requests.count == 1 }
        try disk.open()
        try await Task.sleep(for: .milliseconds(1_200))
        try bot.process.interrupt()
        #expect(try await bot.end(within: .seconds(4)) == 130)
        #expect(bot.output.contains("is sent by the next start there"), "\(bot.output)")
        #expect(try await resent().map(\.body) == [server.requests[0].body])
    }

    @Test("stopped at once on a disk that takes nothing, it says what there is, and that goes to the app")
    func lost() async throws {
        let server = try ScriptedServer([.hang])
        defer { server.stop() }
        let room = try await TalkingRoom()
        let bot = try await session(room, server.url)
        try await eventually("it sends") { server.requests.count == 1 }
        try await Task.sleep(for: .milliseconds(1_200))
        try bot.process.interrupt()
        #expect(try await bot.end(within: .seconds(4)) == 130)
        #expect(bot.output.contains("what its last checkpoint in \(spool) has"), "\(bot.output)")
        try disk.open()
        #expect(try await resent().count == 1)
    }
}
