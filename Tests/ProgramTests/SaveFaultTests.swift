import Foundation
import TestSupport
import Testing

/// The program against save endpoints that fail it, clocks that are set, and people who want it to end.
@Suite(.serialized, .timeLimit(.minutes(5))) struct SaveFaultTests {
    private let home: TemporaryFolder
    private var spool: String { home.path("spool") }

    init() throws { home = try TemporaryFolder() }

    private func left() -> [String] { home.names("spool").filter { $0 != "lock" && $0 != "ids" } }

    private func record(_ request: ScriptedServer.Request) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any])
    }

    private func play(_ room: TalkingRoom, _ bot: Program, _ seconds: Double) async throws {
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end, bot.process.isRunning {
            try room.report()
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    @Test("told to end while it tries to save, it goes on until its tries are over, and the record waits")
    func terminatedDuringRetries() async throws {
        let server = try ScriptedServer([.answer(503)])
        defer { server.stop() }
        let room = try await TalkingRoom()
        let bot = try Program(room.attach(["--spool", spool, "--save-url", server.url, "--duration", "0.5"]))
        try await bot.says("not saved yet: HTTP 503")
        bot.process.terminate()
        #expect(try await bot.end() == 1)
        #expect(bot.output.contains("Failed to save session"))
        #expect(server.requests.count == 4)
        #expect(left().count == 2)  // the record, and what was answered

        let up = try ScriptedServer([.answer(201)])
        defer { up.stop() }
        let resend = try Program(["sessions", "resend", "--spool", spool, "--save-url", up.url])
        #expect(try await resend.end() == 0)
        #expect(up.requests.map(\.body) == [server.requests[0].body])
        #expect(left().isEmpty)
    }

    @Test("asked twice to end while it tries to save, it ends at once, and the record waits")
    func interruptedTwice() async throws {
        let server = try ScriptedServer([.hang])
        defer { server.stop() }
        let room = try await TalkingRoom()
        let bot = try Program(room.attach(["--spool", spool, "--save-url", server.url]))
        try await bot.says("has begun")
        try bot.process.interrupt()
        try await eventually("it sends") { server.requests.count == 1 }
        // That was the first, so what a second one does is said at once.
        try await bot.says("Ctrl-C again to stop at once")
        try await Task.sleep(for: .milliseconds(1_200))
        try bot.process.interrupt()
        #expect(try await bot.end(within: .seconds(3)) == 130)
        #expect(bot.output.contains("roomvitals sessions resend --spool \(spool)"), "\(bot.output)")
        #expect(left().count { $0.hasSuffix(".record") } == 1)
    }

    @Test("asked to end only when it tries to save, it says what a second time does; an echo is no second time")
    func interruptedWhileSaving() async throws {
        let server = try ScriptedServer([.hang])
        defer { server.stop() }
        let room = try await TalkingRoom()
        let bot = try Program(room.attach(["--spool", spool, "--save-url", server.url, "--duration", "0.5"]))
        try await eventually("it sends") { server.requests.count == 1 }
        #expect(!bot.output.contains("Ctrl-C again"), "\(bot.output)")
        try bot.process.interrupt()
        try await bot.says("stays in the spool if this is stopped now; Ctrl-C again to stop at once")
        try bot.process.interrupt()
        try await Task.sleep(for: .milliseconds(1_200))
        #expect(bot.process.isRunning)
        try bot.process.interrupt()
        #expect(try await bot.end(within: .seconds(3)) == 130)
        #expect(bot.output.contains("roomvitals sessions resend --spool \(spool)"), "\(bot.output)")
        #expect(bot.output.components(separatedBy: "Ctrl-C again").count == 2, "\(bot.output)")
        #expect(left().count { $0.hasSuffix(".record") } == 1)
    }

    @Test("an endpoint that stored the record and said nothing gets the same bytes again, under the same key")
    func storedAndSilent() async throws {
        let server = try ScriptedServer([.close, .reset, .answer(200)])
        defer { server.stop() }
        let room = try await TalkingRoom()
        let bot = try Program(room.attach(["--spool", spool, "--save-url", server.url, "--duration", "0.5"]))
        #expect(try await bot.end() == 0)
        #expect(server.requests.count == 3)
        #expect(Set(server.requests.map(\.body)).count == 1)
        #expect(Set(server.requests.map { $0.headers["idempotency-key"] }).count == 1)
        #expect(left().isEmpty)
    }

    @Test("a record that nobody knows the user of says so, is refused, and is saved once somebody tells one")
    func unknownUser() async throws {
        let server = try ScriptedServer([.answer(422, body: #"{"detail":"user_id is missing"}"#), .answer(201)])
        defer { server.stop() }
        let room = try await TalkingRoom()
        let bot = try Program(room.attach(["--spool", spool, "--save-url", server.url, "--duration", "0.5"]))
        #expect(try await bot.end() == 1)
        #expect(bot.output.contains("no user id is known"), "\(bot.output)")
        let id = try #require(try record(server.requests[0])["session_id"] as? String)
        let nobody = try Program(["sessions", "resend", "--spool", spool, "--user-id", "user-7"])
        #expect(try await nobody.end() == 2, "\(nobody.output)")
        let resend = try Program(["sessions", "resend", id, "--spool", spool, "--user-id", "user-7"])
        #expect(try await resend.end() == 0, "\(resend.output)")
        var mended = try record(try #require(server.requests.last))
        #expect(mended["user_id"] as? String == "user-7")
        mended["user_id"] = NSNull()
        #expect(NSDictionary(dictionary: mended) == NSDictionary(dictionary: try record(server.requests[0])))
        #expect(left().isEmpty)
    }

    @Test("a certificate that nobody vouches for gets neither token nor record; one that is named does")
    func certificate() async throws {
        let server = try TLSServer(in: home)
        let room = try await TalkingRoom()
        let url = "https://localhost:\(server.port)"
        let token = ["ROOMVITALS_SAVE_TOKEN": "a-secret-token"]
        let save = ["--spool", spool, "--save-url", url, "--save-retries", "0", "--duration", "0.5"]
        let bot = try Program(room.attach(save), environment: token)
        #expect(try await bot.end() == 1)
        #expect(bot.output.contains("SSL certificate problem"), "\(bot.output)")
        #expect(!server.log.contains("POST"))
        #expect(!bot.output.contains("a-secret-token"))

        let resend = try Program(
            ["sessions", "resend", "--spool", spool, "--save-ca-file", server.certificate], environment: token)
        #expect(try await resend.end() == 0, "\(resend.output)")
        #expect(server.log.contains("POST /api/v1/sessions/save Bearer a-secret-token"))
        #expect(left().isEmpty)
    }

    @Test(
        "a clock that is set back in mid-call changes neither the session's length nor its order",
        arguments: [-7200, 7200])
    func clockSet(by seconds: Int) async throws {
        let clock = try Preload("clock")
        let offset = home.url.appending(path: "offset")
        try Data("0".utf8).write(to: offset)
        let server = try ScriptedServer([.answer(200)])
        defer { server.stop() }
        let room = try await TalkingRoom()
        let bot = try Program(
            room.attach(["--spool", spool, "--save-url", server.url, "--checkpoint-interval", "0.2"]),
            environment: ["LD_PRELOAD": clock.path, "CLOCK_OFFSET_FILE": offset.path])
        try await bot.says("has begun")
        try await play(room, bot, 1)
        try Data("\(seconds)".utf8).write(to: offset)
        try await play(room, bot, 1)
        try bot.process.interrupt()
        #expect(try await bot.end() == 0)
        let record = try record(try #require(server.requests.first))
        let length = try #require(record["duration_seconds"] as? Int)
        #expect((1...20).contains(length))
        let start = try #require((record["start_time"] as? String).flatMap(date))
        let end = try #require((record["end_time"] as? String).flatMap(date))
        #expect(Int(end.timeIntervalSince(start)) == length)
        #expect(abs(start.timeIntervalSinceNow) < 120)
        let lines = try #require(record["transcript"] as? [[String: Any]]).compactMap { $0["text"] as? String }
        #expect(lines.count > 20)
        #expect(lines == lines.sorted { (Int($0.dropFirst(5)) ?? 0) < (Int($1.dropFirst(5)) ?? 0) })
    }

    private func date(_ text: String) -> Date? {
        try? Date(text, strategy: .iso8601.year().month().day().time(includingFractionalSeconds: true))
    }

    @Test("a folder that cannot be written to is told before the call, not after it")
    func badSpool() async throws {
        for path in ["/proc/roomvitals", "/dev/null/spool"] {
            let bot = try Program([
                "attach", "--url", "ws://127.0.0.1:1", "--room", "r", "--no-listen", "--spool", path,
            ])
            #expect(try await bot.end() == 1)
            #expect(bot.output.contains("--spool \(path)"), "\(bot.output)")
        }
    }

    @Test(
        "a save URL that is none is told before the call",
        arguments: ["ftp://x/", "https://user:pw@x/", "http://169.254.169.254/", "x"])
    func badURL(url: String) async throws {
        let bot = try Program([
            "attach", "--url", "ws://127.0.0.1:1", "--room", "r", "--no-listen", "--spool", spool, "--save-url", url,
        ])
        #expect(try await bot.end() == 2)
        #expect(bot.output.contains("--save-url"), "\(bot.output)")
        #expect(!bot.output.contains("pw@"), "\(bot.output)")
    }

    @Test("started anew in a room that tells the same session id, each part has its own record")
    func sameIDAgain() async throws {
        let server = try ScriptedServer([.answer(200)])
        defer { server.stop() }
        let room = try await TalkingRoom()
        let id = "f47ac10b-58cc-4372-a567-0e02b2c3d479"
        let arguments = room.attach([
            "--spool", spool, "--save-url", server.url, "--session-id", id, "--checkpoint-interval", "0.2",
        ])
        let first = try Program(arguments)
        try await first.says("session \(id) has begun")
        first.process.stop()
        let second = try Program(arguments + ["--duration", "1"])
        #expect(try await second.end() == 0)
        #expect(second.output.contains("recovered session \(id)"), "\(second.output)")
        #expect(second.output.contains("session \(id) has a record already"), "\(second.output)")
        let third = try Program(arguments + ["--duration", "0.5"])
        #expect(try await third.end() == 0)
        let keys = server.requests.compactMap { $0.headers["idempotency-key"] }
        #expect(keys.count == 3)
        #expect(Set(keys).count == 3)
        #expect(keys.contains(id))
        for request in server.requests {
            #expect(try record(request)["session_id"] as? String == request.headers["idempotency-key"])
        }
        #expect(left().isEmpty)
    }

    @Test("ids that cannot be read any more are told, and the session goes on")
    func damagedIDs() async throws {
        let server = try ScriptedServer([.answer(200)])
        defer { server.stop() }
        let room = try await TalkingRoom()
        let id = "f47ac10b-58cc-4372-a567-0e02b2c3d479"
        try FileManager.default.createDirectory(atPath: spool, withIntermediateDirectories: true)
        try Data("garbage".utf8).write(to: home.url.appending(path: "spool/ids"))
        let bot = try Program(
            room.attach(["--spool", spool, "--save-url", server.url, "--session-id", id, "--duration", "0.5"]))
        #expect(try await bot.end() == 0)
        #expect(bot.output.contains("\(spool)/damaged/ids: torn or damaged"), "\(bot.output)")
        #expect(bot.output.contains("taken before is not known any more"), "\(bot.output)")
        #expect(server.requests.map { $0.headers["idempotency-key"] } == [id])
        #expect(home.names("spool/damaged") == ["ids"])
    }

    @Test(
        "what goes to this machine goes to no proxy, and all else does",
        arguments: [
            ("127.0.0.1", true), ("127.8.9.10", true), ("[::1]", true), ("localhost", true), ("app.localhost", true),
            ("0.0.0.0", false), ("128.0.0.1", false), ("notlocalhost", false), ("localhost.example", false),
        ])
    func proxy(host: String, isDirect: Bool) async throws {
        let proxy = try ScriptedServer([.answer(201)])
        defer { proxy.stop() }
        let address = "http://127.0.0.1:\(proxy.port)"
        let program = try Program(
            [
                "demo", "--seconds", "1", "--speed", "4", "--quiet", "--save-url", "http://\(host):9/",
                "--save-retries",
                "0", "--spool", spool,
            ], environment: ["http_proxy": address, "ALL_PROXY": address, "no_proxy": "example.org"])
        #expect(try await program.end() == (isDirect ? 1 : 0), "\(program.output)")
        #expect(proxy.requests.count == (isDirect ? 0 : 1))
        #expect(proxy.requests.allSatisfy { $0.line.hasPrefix("POST http://\(host):9/") })
    }

    @Test("the environment's URL is not where records go that were made for another")
    func environmentsURL() async throws {
        let down = try ScriptedServer([.answer(503)])
        let room = try await TalkingRoom()
        let bot = try Program(
            room.attach(["--spool", spool, "--save-url", down.url, "--duration", "0.3", "--save-retries", "0"]))
        #expect(try await bot.end() == 1)
        let port = down.port
        down.stop()
        let right = try ScriptedServer([.answer(200)], port: port)
        defer { right.stop() }
        let wrong = try ScriptedServer([.answer(200)])
        defer { wrong.stop() }
        let resend = try Program(
            ["sessions", "resend", "--spool", spool], environment: ["ROOMVITALS_SAVE_URL": wrong.url])
        #expect(try await resend.end() == 0)
        #expect(wrong.requests.isEmpty)
        #expect(right.requests.count == 1)
    }

    @Test("two programs on one spool: each session has one record, and what waits is sent once")
    func sharedSpool() async throws {
        let down = try ScriptedServer([.answer(503)])
        let room = try await TalkingRoom()
        for _ in 0..<3 {
            let bot = try Program(
                room.attach(["--spool", spool, "--save-url", down.url, "--duration", "0.3", "--save-retries", "0"]))
            #expect(try await bot.end() == 1)
        }
        let port = down.port
        down.stop()
        let server = try ScriptedServer([.answer(200)], port: port)
        defer { server.stop() }
        let bots = try (0..<3).map { number in
            try Program(
                room.attach([
                    "--spool", spool, "--save-url", server.url, "--duration", "2", "--identity", "monitor-\(number)",
                ]))
        }
        for bot in bots { #expect(try await bot.end() == 0) }
        let keys = server.requests.compactMap { $0.headers["idempotency-key"] }
        #expect(keys.count == 6)
        #expect(Set(keys).count == 6)
        #expect(left().isEmpty)
    }
}
