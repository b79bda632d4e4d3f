import Foundation
import TestSupport
import Testing

/// The program on a disk that fails, and killed at every moment: each session that it said had begun ends in exactly one
/// record.
@Suite(.serialized, .timeLimit(.minutes(10))) final class SpoolFaultTests {
    private let disk: FaultyDisk
    private let home: TemporaryFolder
    private let room: TalkingRoom
    private let server: ScriptedServer

    init() async throws {
        disk = try FaultyDisk()
        home = try TemporaryFolder()
        room = try await TalkingRoom()
        server = try ScriptedServer([.answer(200)])
    }

    deinit { server.stop() }

    /// Runs a bot to its end, while alice reports and talks.
    private func attach(
        _ spool: String, environment: [String: String], seconds: Double = 0.6, _ more: [String] = []
    ) async throws -> Program {
        let bot = try Program(
            room.attach(
                [
                    "--duration", "\(seconds)", "--checkpoint-interval", "0.2", "--save-retries", "0",
                    "--spool", spool, "--save-url", server.url,
                ] + more), environment: environment)
        while bot.process.isRunning {
            try room.report()
            try await Task.sleep(for: .milliseconds(50))
        }
        return bot
    }

    /// What a later start does with what is left.
    private func recover(_ spool: String) async throws -> Program {
        let program = try Program(["sessions", "resend", "--spool", spool, "--save-url", server.url])
        _ = try await program.end()
        return program
    }

    /// The session's id, where the program has said that it begins.
    private func begun(_ bot: Program) -> String? {
        bot.output.firstMatch(of: /session ([0-9a-f-]{36}) has begun/).map { String($0.1) }
    }

    /// Holds the server's records of a session to what was promised.
    private func check(_ bot: Program, _ recovery: Program, spool: String, _ what: String) throws {
        let records = Dictionary(grouping: server.requests) { $0.headers["idempotency-key"] ?? "" }
        for (key, requests) in records {
            // Sent twice it may be, where the program ended before it could note the answer: the same to the byte.
            #expect(Set(requests.map(\.body)).count == 1, "\(what): \(key)")
        }
        if let id = begun(bot) {
            let body = try #require(records[id]?.first?.body, "\(what): no record\n\(bot.output)\n\(recovery.output)")
            let record = try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
            let transcript = try #require(record["transcript"] as? [[String: Any]])
            let numbers = transcript.compactMap { ($0["text"] as? String).flatMap { Int($0.dropFirst(5)) } }
            #expect(numbers == numbers.sorted() && Set(numbers).count == numbers.count, "\(what): \(numbers)")
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: spool).filter { $0 != "lock" && $0 != "ids" }
        #expect(left.isEmpty, "\(what): \(left)\n\(bot.output)\n\(recovery.output)")
    }

    private func fate(_ act: FaultyDisk.Act, _ status: Int32?) async throws {
        _ = try await attach(home.path("first"), environment: disk.environment(under: home.path, at: 0, .kill))
        let calls = disk.calls()
        try #require(calls.count > 20)
        // One in so many, where the suite is not to take long; all of them at night.
        let step = ProcessInfo.processInfo.environment["EVERY_CALL"] == nil ? 3 : 1
        for call in stride(from: 1, through: calls.count, by: step) {
            let spool = home.path("\(act.text)-\(call)")
            let what = "\(act.text) at call \(call), \(calls[call - 1])"
            let bot = try await attach(spool, environment: disk.environment(under: spool, at: call, act))
            if status == nil { #expect(bot.process.exitStatus != 0 || call > calls.count - 6, "\(what)") }
            let recovery = try await recover(spool)
            try check(bot, recovery, spool: spool, what)
        }
    }

    @Test("killed before any of its calls, it loses no session and doubles none")
    func killedBefore() async throws { try await fate(.kill, nil) }

    @Test("killed behind any of its calls, it loses no session and doubles none")
    func killedAfter() async throws { try await fate(.killAfter, nil) }

    @Test("whichever call fails once, the session is saved", arguments: [EIO, ENOSPC])
    func failing(code: Int32) async throws { try await fate(.error(code), 0) }

    @Test("whichever file cannot be opened once, an id that is taken is given to no other session")
    func failingClaim() async throws {
        let id = "f47ac10b-58cc-4372-a567-0e02b2c3d479"
        let first = home.path("first")
        _ = try await attach(first, environment: [:], ["--session-id", id])
        let ids = try Data(contentsOf: URL(filePath: first + "/ids"))
        func again(_ spool: String, at call: Int) async throws -> Program {
            try FileManager.default.createDirectory(atPath: spool, withIntermediateDirectories: true)
            try ids.write(to: URL(filePath: spool + "/ids"))
            return try await attach(
                spool, environment: disk.environment(under: spool, at: call, .error(EIO)), ["--session-id", id])
        }
        _ = try await again(home.path("second"), at: 0)
        let calls = disk.calls()
        try #require(calls.count > 20)
        // The ids are read in the session's first moments.
        for call in calls.indices.prefix(40).map({ $0 + 1 }) where calls[call - 1] == "open" {
            let spool = home.path("claim-\(call)")
            let bot = try await again(spool, at: call)
            _ = try await recover(spool)
            let what = "call \(call), \(calls[call - 1])\n\(bot.output)"
            #expect(server.requests.count { $0.headers["idempotency-key"] == id } == 1, "\(what)")
            #expect(try Data(contentsOf: URL(filePath: spool + "/ids")) == ids, "\(what)")
            #expect(!FileManager.default.fileExists(atPath: spool + "/damaged"), "\(what)")
        }
    }

    @Test("where nothing can be made or removed any more when it ends, the session is one record all the same")
    func shutAtTheEnd() async throws {
        let spool = home.path("shut")
        let bot = try Program(
            room.attach(["--spool", spool, "--save-url", server.url]), environment: disk.environment(shutting: spool))
        try await bot.says("has begun")
        try room.report()
        try disk.shut()
        try bot.process.interrupt()
        #expect(try await bot.end() == 0)
        #expect(bot.output.contains("the record is sent without being on disk first"), "\(bot.output)")
        let said = /Session saved .*\n.*\.checkpoint: cannot remove.* marked as sent/
        #expect(bot.output.contains(said), "\(bot.output)")
        let recovery = try await recover(spool)
        #expect(recovery.process.exitStatus == 0)
        #expect(server.requests.count == 1, "\(recovery.output)")
        try check(bot, recovery, spool: spool, "shut")
    }

    @Test("where the disk does not even take a mark, the checkpoint that stays is named, and what it would do")
    func stiffAtTheEnd() async throws {
        let spool = home.path("stiff")
        let bot = try Program(
            room.attach(["--spool", spool, "--save-url", server.url]),
            environment: disk.environment(shutting: spool, isStiff: true))
        try await bot.says("has begun")
        try disk.shut()
        try bot.process.interrupt()
        #expect(try await bot.end() == 0)
        let id = try #require(begun(bot))
        let place = "\(spool)/\(id).checkpoint"
        #expect(bot.output.contains("\(place): cannot remove: Permission denied; it stays"), "\(bot.output)")
        #expect(bot.output.contains("as another, shorter record of this session: remove it"), "\(bot.output)")
        try FileManager.default.removeItem(atPath: place)
        let recovery = try await recover(spool)
        #expect(server.requests.count == 1, "\(recovery.output)")
        try check(bot, recovery, spool: spool, "stiff")
    }

    @Test("a record that is saved and cannot be removed is saved, that is said, and it is not sent again")
    func savedAndStuck() async throws {
        let spool = home.path("stuck")
        let down = try ScriptedServer([.answer(503)])
        defer { down.stop() }
        let bot = try Program(
            room.attach(["--spool", spool, "--save-url", down.url, "--duration", "0.3", "--save-retries", "0"]))
        #expect(try await bot.end() == 1)
        try disk.shut()
        let resend = try Program(
            ["sessions", "resend", "--spool", spool, "--save-url", server.url],
            environment: disk.environment(shutting: spool))
        #expect(try await resend.end() == 0, "\(resend.output)")
        let said = /session .* saved\n.*\.record: cannot remove.* marked as sent/
        #expect(resend.output.contains(said), "\(resend.output)")
        let listed = try Program(["sessions", "list", "--spool", spool])
        #expect(try await listed.end() == 0)
        #expect(listed.output.contains("nothing waits"), "\(listed.output)")
        let recovery = try await recover(spool)
        #expect(server.requests.count == 1, "\(recovery.output)")
        try check(bot, recovery, spool: spool, "stuck")
    }

    @Test("killed at any moment, it loses no session and doubles none")
    func killedAtRandom() async throws {
        let loops = ProcessInfo.processInfo.environment["KILL_LOOPS"].flatMap { Int($0) } ?? 12
        var random = SeededGenerator(seed: 11)
        for loop in 0..<loops {
            let spool = home.path("random-\(loop)")
            let moment = Double.random(in: 0.05...0.9, using: &random)
            let bot = try Program(
                room.attach([
                    "--duration", "0.7", "--checkpoint-interval", "0.1", "--spool", spool, "--save-url", server.url,
                ]))
            let end = ContinuousClock.now + .seconds(moment)
            while ContinuousClock.now < end {
                try room.report()
                try await Task.sleep(for: .milliseconds(20))
            }
            bot.process.stop()
            try check(bot, try await recover(spool), spool: spool, "killed after \(moment) s")
        }
    }
}
