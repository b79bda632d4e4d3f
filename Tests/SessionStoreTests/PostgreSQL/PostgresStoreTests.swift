import Foundation
import SessionRecords
import TestSupport
import Testing

@testable import SessionStore

@Suite(.serialized) struct PostgresStoreTests {
    private func failure(_ body: () async throws(StoreFailure) -> Void) async -> StoreFailure? {
        do throws(StoreFailure) {
            try await body()
            return nil
        } catch {
            return error
        }
    }

    @Test("the store comes back by itself after the server was away")
    func restart() async throws {
        let server = try Postgres()
        let store = try PostgresStore(url: server.url)
        for number in 0..<8 { _ = try await store.save(Records.record(number), now: Records.noon) }
        // Between two saves nobody notices.
        try server.stop()
        try server.start()
        #expect(try await store.save(Records.record(20), now: Records.noon) == .saved)
        try server.stop()
        let away = await failure { () async throws(StoreFailure) in
            _ = try await store.save(Records.record(21), now: Records.noon)
        }
        #expect(away?.kind == .gone)
        #expect(away?.description.contains("a-secret-word") == false)
        #expect(away?.message.contains("127.0.0.1") == false)
        try server.start()
        #expect(try await store.save(Records.record(21), now: Records.noon) == .saved)
        #expect(try await store.page(SessionQuery(reader: .everybody)).sessions.count == 10)
        // A backend that is ended while it is idle.
        try server.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'roomvitals'")
        for number in 30..<38 { #expect(try await store.save(Records.record(number), now: Records.noon) == .saved) }
        await store.close()
        try server.stop()
    }

    @Test("a server that only reads, and one that is locked, are each told by name")
    func refusals() async throws {
        let server = try #require(Postgres.shared)
        let url = try server.makeDatabase()
        var limits = StoreLimits()
        limits.statementTimeout = .milliseconds(300)
        let store = try PostgresStore(url: url, limits: limits)
        let name = url.split(separator: "/").last ?? ""
        try server.query("ALTER DATABASE \(name) SET default_transaction_read_only = on")
        let other = try PostgresStore(url: url, limits: limits)
        let readOnly = await failure { () async throws(StoreFailure) in
            _ = try await other.save(Records.record(1), now: Records.noon)
        }
        #expect(readOnly?.kind == .readOnly)
        #expect(await failure { () async throws(StoreFailure) in try await other.check() }?.kind == .readOnly)
        try server.query("ALTER DATABASE \(name) RESET default_transaction_read_only")
        #expect(try await store.save(Records.record(1), now: Records.noon) == .saved)
        let lock = Task.detached {
            try server.query(
                "BEGIN READ WRITE; LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(2); COMMIT", in: url)
        }
        try await Task.sleep(for: .milliseconds(500))
        let slow = await failure { () async throws(StoreFailure) in try await store.check() }
        #expect(slow?.kind == .tooSlow)
        _ = try await lock.value
        #expect(await failure { () async throws(StoreFailure) in try await store.check() } == nil)
        await store.close()
        await other.close()
    }

    @Test("a server that is silent, with its connections open, is waited for as long as a statement may take")
    func silent() async throws {
        let server = try Postgres()
        var limits = StoreLimits()
        limits.statementTimeout = .milliseconds(300)
        limits.answerGrace = .milliseconds(200)
        limits.checkTimeout = .milliseconds(300)
        limits.closeTimeout = .milliseconds(500)
        limits.connectTimeout = .seconds(2)
        limits.workers = 1
        let store = try PostgresStore(url: server.url, limits: limits)
        #expect(try await store.save(Records.record(1), now: Records.noon) == .saved)
        let clock = ContinuousClock()
        // More than the kernel takes for the server: sending waits as well.
        let large = Records.record(
            2, transcript: [String](repeating: String(repeating: "é", count: 30_000), count: 200))
        for number in 0..<3 {
            // The one that it has now: a connection that was silent is not used again.
            let backend = try server.stopBackends()
            defer { for process in backend { kill(process, SIGCONT) } }
            let began = clock.now
            let silent = await failure { () async throws(StoreFailure) in
                switch number {
                case 0: _ = try await store.session(Records.id(1), for: .everybody)
                case 1: _ = try await store.save(large, now: Records.noon)
                default: try await store.check()
                }
            }
            #expect(silent?.kind == .tooSlow)
            #expect(clock.now - began < .seconds(3))
            #expect(try await store.session(Records.id(1), for: .everybody) != nil)
        }
        // Those that wait when the store closes are not waited for one by one, nor is the whole server.
        var stopped = try server.stopBackends()
        stopped += try server.stopServer()
        defer { for process in stopped { kill(process, SIGCONT) } }
        let waiting = (0..<20).map { number in
            Task {
                await failure { () async throws(StoreFailure) in
                    _ = try await store.delete(Records.id(number), for: .everybody)
                }
            }
        }
        try await Task.sleep(for: .milliseconds(50))
        let began = clock.now
        await store.close()
        #expect(clock.now - began < .seconds(5))
        for task in waiting { #expect(await task.value != nil) }
    }

    @Test("many that start at once migrate once, and a newer schema is left as it is")
    func migration() async throws {
        let server = try #require(Postgres.shared)
        let url = try server.makeDatabase()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { await (try PostgresStore(url: url)).close() } }
            try await group.waitForAll()
        }
        #expect(try server.query("SELECT count(*) FROM roomvitals_schema", in: url) == "1")
        let schema = try server.query(
            "SELECT string_agg(column_name || ' ' || data_type, ', ' ORDER BY ordinal_position) "
                + "FROM information_schema.columns WHERE table_name = 'sessions' AND ordinal_position <= 10", in: url)
        #expect(
            schema == "session_id uuid, user_id text, counselor_category uuid, mode text, "
                + "start_time timestamp with time zone, end_time timestamp with time zone, duration_seconds integer, "
                + "transcript jsonb, quality_metrics jsonb, created_at timestamp with time zone")
        try server.query("INSERT INTO roomvitals_schema VALUES (99, now())", in: url)
        do {
            _ = try PostgresStore(url: url)
            Issue.record("opened")
        } catch {
            #expect(error.description.contains("newer roomvitals"))
        }
        #expect(try server.query("SELECT count(*) FROM roomvitals_schema", in: url) == "2")
    }

    @Test("a database that cannot keep every text is refused")
    func encoding() throws {
        let server = try #require(Postgres.shared)
        try server.query("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0")
        do {
            _ = try PostgresStore(url: String(server.url.dropLast("postgres".count)) + "latin")
            Issue.record("opened")
        } catch {
            #expect(error.description.contains("UTF8"))
        }
    }

    @Test("another program's table is not touched")
    func foreignTable() async throws {
        let server = try #require(Postgres.shared)
        let url = try server.makeDatabase()
        try server.query("CREATE TABLE sessions (mine INTEGER)", in: url)
        do {
            _ = try PostgresStore(url: url)
            Issue.record("opened")
        } catch {
            #expect(error.description.contains("already exists") && error.description.contains("of its own"))
        }
        #expect(try server.query("SELECT to_regclass('roomvitals_schema') IS NULL", in: url) == "t")
    }

    @Test("a password file that others may read is not read, and is told of in the program's own words")
    func passwordFile() async throws {
        let server = try #require(Postgres.shared)
        let file = FileManager.default.temporaryDirectory.appending(path: "pass-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data("*:*:*:*:a-secret-word\n".utf8).write(to: file)
        #expect(chmod(file.path, 0o644) == 0)
        let url = "postgres://postgres@127.0.0.1:\(server.port)/postgres?passfile=\(file.path)"
        do {
            _ = try PostgresConnection.open(url: url, limits: StoreLimits())
            Issue.record("opened")
        } catch {
            #expect(error.detail.contains("\(file.path) is not read") && !error.detail.contains("secret-word"))
        }
        #expect(chmod(file.path, 0o600) == 0)
        _ = try PostgresConnection.open(url: url, limits: StoreLimits())
    }

    @Test(
        "a password never shows",
        arguments: [
            "postgres://postgres:wrong-secret@127.0.0.1:PORT/postgres", "postgres://u:wrong-secret@nowhere.invalid/d",
            "postgres://u:wrong-secret@127.0.0.1:1/d", "postgres://u:wrong-secret@host:port-secret/d",
            "postgres://u:wrong%zzsecret@host/d", "postgres://127.0.0.1:1/d?password=wrong-secret",
        ])
    func password(url: String) throws {
        let port = try #require(Postgres.shared).port
        do {
            _ = try StoreLocation(url.replacing("PORT", with: "\(port)")).open()
            Issue.record("opened")
        } catch {
            #expect(!error.description.contains("secret"), "\(error)")
            #expect(!error.description.contains { $0.isNewline || $0 == "\t" }, "\(error)")
            #expect(error.description.contains("PostgreSQL"))
        }
    }
}
