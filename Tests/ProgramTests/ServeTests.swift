import Foundation
import RoomAccess
import TestSupport
import Testing

/// `roomvitals serve` as a process of its own.
@Suite(.serialized) struct ServeTests {
    private static let serve = ["serve", "--listen", "127.0.0.1:0", "--store"]

    private func inFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "serve-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder.path)
    }

    private func record(_ number: Int, text: String = "Hello") -> String {
        let id = String(format: "%012x", number)
        return #"{"session_id":"f47ac10b-58cc-4372-a567-\#(id)","mode":"voice","start_time":"2026-11-24T13:35:57Z","#
            + #""end_time":"2026-11-24T13:36:57Z","duration_seconds":60,"quality_metrics":{"total_readings":1},"#
            + #""transcript":[{"speaker":"user","text":"\#(text)","timestamp":"2026-11-24T13:35:57Z"}]}"#
    }

    private func save(_ number: Int, port: Int, text: String = "Hello") throws -> Int {
        let client = try RawClient(port: port)
        let body = record(number, text: text)
        try client.send(
            "POST /api/v1/sessions/save HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n" + body)
        return try client.readAnswer().status
    }

    private func sqlite(_ path: String, _ sql: String) throws -> String {
        let outcome = try TestTool.run(["/usr/bin/sqlite3", path, sql])
        guard outcome.status == 0 else { throw ChildProcess.Failure(description: outcome.text) }
        return outcome.text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test("what was answered is there after the program was killed in the middle of saves")
    func killed() async throws {
        try await inFolder { folder async throws in
            let path = folder + "/sessions.sqlite"
            var answered = 0
            for round in 0..<3 {
                let program = try Program(Self.serve + [path])
                let port = try await program.port()
                let saver = Task.detached { [self] in
                    var count = 0
                    // Each takes a while, so that the end comes in the middle of one.
                    let text = String(repeating: "some words ", count: 5_000)
                    while (try? save(round * 1_000 + count, port: port, text: text)) == 201 { count += 1 }
                    return count
                }
                try await Task.sleep(for: .milliseconds(300))
                program.process.stop()
                let count = await saver.value
                #expect(count > 0)
                answered += count
                #expect(try sqlite(path, "PRAGMA integrity_check") == "ok")
                let kept = try #require(Int(try sqlite(path, "SELECT count(*) FROM sessions")))
                // One may have been kept and not answered in each round.
                #expect((answered...answered + round + 1).contains(kept))
                #expect(try sqlite(path, "SELECT count(*) FROM session_words") == "\(kept)")
            }
        }
    }

    @Test("a token that the program makes sees what it says, and for as long as it says", arguments: [true, false])
    func token(isAdmin: Bool) async throws {
        try await inFolder { folder async throws in
            let keys = [
                "LIVEKIT_API_KEY": "key", "LIVEKIT_API_SECRET": "a-secret-of-more-than-32-characters-for-tests",
            ]
            let serve = try Program(Self.serve + [folder + "/sessions.sqlite"], environment: keys)
            let port = try await serve.port()
            func make(_ arguments: [String]) async throws -> String {
                let program = try Program(["token"] + arguments, environment: keys)
                #expect(try await program.end() == 0)
                return program.output.trimmingCharacters(in: .whitespacesAndNewlines)
            }
            func list(_ token: String, _ query: String = "") throws -> RawClient.Answer {
                try RawClient(port: port).request(
                    "GET", "/api/v1/sessions" + query, headers: ["Authorization: Bearer \(token)"])
            }
            let token = try await make(isAdmin ? ["--admin"] : ["--user", "alice", "--hours", "0.5"])
            #expect(try list(token).status == 200)
            // Only administrators may ask for another's.
            #expect(try list(token, "?user_id=bob").status == (isAdmin ? 200 : 403))
            let claims = try AccessToken(unverified: token)
            let left = claims.expiry - Date().timeIntervalSince1970
            #expect(isAdmin ? (3500...3600).contains(left) : (1700...1800).contains(left))
            #expect(!claims.video.roomJoin && claims.sessions == SessionGrant(admin: isAdmin))
        }
    }

    @Test("a token is for somebody, and needs the keys", arguments: [[], ["--admin", "--user", "a"], ["--admin"]])
    func noToken(arguments: [String]) async throws {
        let program = try Program(["token"] + arguments)
        #expect(try await program.end() == 2)
        #expect(!program.output.contains("eyJ"))
    }

    @Test("a recording's session is published to it, by a token that only saves")
    func published() async throws {
        try await inFolder { folder async throws in
            let path = folder + "/sessions.sqlite"
            let secret = "a-secret-of-more-than-32-characters-for-tests"
            let keys = ["LIVEKIT_API_KEY": "key", "LIVEKIT_API_SECRET": secret]
            let serve = try Program(Self.serve + [path], environment: keys)
            let port = try await serve.port()
            let token = try #require(
                AccessToken(
                    apiKey: "key", identity: "bot", expiry: Date().timeIntervalSince1970 + 600, video: VideoGrant(),
                    sessions: SessionGrant(save: true)
                ).signed(with: try APISecret(secret)))
            let recording = TestTool.package
                .appending(path: "Tests/MonitorTests/Fixtures/g_audio_only.ndjson.gz").path
            for (environment, status) in [
                (["ROOMVITALS_SAVE_TOKEN": "nonsense"], 1), (["ROOMVITALS_SAVE_TOKEN": token], 0),
                // Signed with the service's own keys for each try.
                (keys, 0), (["LIVEKIT_API_KEY": "key", "LIVEKIT_API_SECRET": "another-secret-of-32-characters-"], 1),
            ] as [([String: String], Int32)] {
                let replay = try Program(
                    ["replay", "--save-url", "http://127.0.0.1:\(port)", "--user-id", "alice", recording],
                    environment: environment.merging(["XDG_STATE_HOME": folder, "HOME": folder]) { $1 })
                #expect(try await replay.end() == status, "\(replay.output)")
            }
            #expect(try sqlite(path, "SELECT count(*), min(user_id), max(mode) FROM sessions") == "2|alice|voice")
        }
    }

    @Test("SIGTERM lets a save that is under way finish, and leaves a whole file")
    func terminated() async throws {
        try await inFolder { folder async throws in
            let path = folder + "/sessions.sqlite"
            let program = try Program(Self.serve + [path])
            let port = try await program.port()
            let client = try RawClient(port: port)
            let body = record(1)
            try client.send(
                "POST /api/v1/sessions/save HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n" + body.prefix(40))
            try await Task.sleep(for: .milliseconds(200))
            program.process.terminate()
            try await Task.sleep(for: .milliseconds(200))
            try client.send(String(body.dropFirst(40)))
            #expect(try client.readAnswer().status == 201)
            #expect(try await program.end() == 0)
            #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
            #expect(try sqlite(path, "SELECT count(*) FROM sessions") == "1")
        }
    }

    @Test("a store that cannot be opened ends it, with which one and what to do")
    func refused() async throws {
        for (store, words) in [
            ("/nowhere/at/all.sqlite", "make its folder first"),
            ("postgres://u:hidden-word@127.0.0.1:1/d", "check that the server runs"),
            ("mysql://u:hidden-word@h/d", "no other kind of URL"),
        ] {
            let program = try Program(Self.serve + [store])
            #expect(try await program.end() == 1)
            #expect(program.output.contains(words), "\(program.output)")
            #expect(!program.output.contains("hidden-word"))
        }
    }

    @Test("beyond this machine it needs keys; its own folder is made for its user alone")
    func places() async throws {
        try await inFolder { folder async throws in
            let beyond = try Program(
                ["serve", "--listen", "0.0.0.0:0"], environment: ["XDG_STATE_HOME": folder + "/state"])
            #expect(try await beyond.end() == 2)
            #expect(beyond.output.contains("without API keys"))
            let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/state/roomvitals")
            #expect(attributes[.posixPermissions] as? Int == 0o700)
            let program = try Program(
                ["serve", "--listen", "127.0.0.1:0"],
                environment: [
                    "ROOMVITALS_STORE": folder + "/named.sqlite", "LIVEKIT_API_KEY": "key",
                    "LIVEKIT_API_SECRET": "a-secret-of-more-than-32-characters-for-tests",
                ])
            let port = try await program.port()
            #expect(try save(1, port: port) == 401)
            #expect(FileManager.default.fileExists(atPath: folder + "/named.sqlite"))
            let metrics = try RawClient(port: port).request("GET", "/metrics").body
            #expect(metrics.contains(#"roomvitals_sessions_refused_total{reason="no_access_token"} 1"#))
        }
    }
}
