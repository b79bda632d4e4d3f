import Foundation
import GRDB
import SessionRecords
import TestSupport
import Testing

@testable import SessionStore

@Suite(.serialized) struct SQLiteStoreTests {
    private func inFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sqlite-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder.appending(path: "sessions.sqlite").path)
    }

    private func failure(_ body: () async throws(StoreFailure) -> Void) async -> StoreFailure.Kind? {
        do throws(StoreFailure) {
            try await body()
            return nil
        } catch {
            return error.kind
        }
    }

    private func sqlite(_ path: String, _ sql: String) throws -> String {
        try Postgres.run(["/usr/bin/sqlite3", path, sql])
    }

    @Test("saves are on the disk when they are answered, in a file of its owner's alone")
    func durable() async throws {
        try await inFolder { path async throws in
            let store = try SQLiteStore(path: path)
            #expect(store.synchronousLevel == 2)
            #expect(try sqlite(path, "PRAGMA journal_mode") == "wal")
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            await store.close()
        }
    }

    @Test("a store that is locked, or whose table is damaged, is not ready")
    func readiness() async throws {
        try await inFolder { path async throws in
            var limits = StoreLimits()
            limits.checkTimeout = .milliseconds(100)
            let store = try SQLiteStore(path: path, limits: limits)
            _ = try await store.save(Records.record(1), now: Records.noon)
            #expect(await failure { () async throws(StoreFailure) in try await store.check() } == nil)
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let other = try DatabaseQueue(path: path, configuration: configuration)
            try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            #expect(await failure { () async throws(StoreFailure) in try await store.check() } == .locked)
            try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK; PRAGMA wal_checkpoint(TRUNCATE)") }
            #expect(await failure { () async throws(StoreFailure) in try await store.check() } == nil)
            let page = try await other.read {
                try Int.fetchOne($0, sql: "SELECT rootpage FROM sqlite_master WHERE name = 'sessions'")
            }
            try other.close()
            await store.close()
            let file = try FileHandle(forUpdating: URL(filePath: path))
            try file.seek(toOffset: UInt64((try #require(page) - 1) * 4_096))
            try file.write(contentsOf: [UInt8](repeating: 0x5A, count: 600))
            try file.close()
            let damaged = try SQLiteStore(path: path, limits: limits)
            #expect(await failure { () async throws(StoreFailure) in try await damaged.check() } == .damaged)
            await damaged.close()
        }
    }

    @Test("once it is closed all is in the file")
    func closed() async throws {
        try await inFolder { path async throws in
            let store = try SQLiteStore(path: path)
            _ = try await store.save(Records.record(1), now: Records.noon)
            #expect(try await store.page(SessionQuery(reader: .everybody)).sessions.count == 1)
            await store.close()
            #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
        }
    }

    @Test("two programs share a file")
    func shared() async throws {
        try await inFolder { path async throws in
            let (first, second) = (try SQLiteStore(path: path), try SQLiteStore(path: path))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<50 {
                    group.addTask { _ = try await first.save(Records.record(number), now: Records.noon) }
                    group.addTask { _ = try await second.save(Records.record(number), now: Records.noon) }
                }
                try await group.waitForAll()
            }
            #expect(try await second.page(SessionQuery(reader: .everybody, limit: 200)).sessions.count == 50)
            await first.close()
            await second.close()
        }
    }

    @Test("a backup that is taken while saves go on is whole")
    func backup() async throws {
        try await inFolder { path async throws in
            let store = try SQLiteStore(path: path)
            for number in 0..<20 { _ = try await store.save(Records.record(number), now: Records.noon) }
            let saving = Task {
                for number in 20..<200 { _ = try await store.save(Records.record(number), now: Records.noon) }
            }
            _ = try sqlite(path, ".backup \(path)-copy")
            try await saving.value
            #expect(try sqlite(path + "-copy", "PRAGMA integrity_check") == "ok")
            #expect(try Int(sqlite(path + "-copy", "SELECT count(*) FROM sessions")) ?? 0 >= 20)
            await store.close()
        }
    }

    @Test("a file that is locked for too long, gone, or full: each by its name, and back again")
    func failures() async throws {
        try await inFolder { path async throws in
            var limits = StoreLimits()
            limits.busyTimeout = .milliseconds(100)
            let store = try SQLiteStore(path: path, limits: limits)
            _ = try await store.save(Records.record(1), now: Records.noon)
            var unsafe = Configuration()
            unsafe.allowsUnsafeTransactions = true
            let other = try DatabaseQueue(path: path, configuration: unsafe)
            try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            let save: () async throws(StoreFailure) -> Void = { () async throws(StoreFailure) in
                _ = try await store.save(Records.record(2), now: Records.noon)
            }
            #expect(await failure(save) == .locked)
            #expect(try await store.page(SessionQuery(reader: .everybody)).sessions.count == 1)
            try await other.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
            #expect(await failure(save) == nil)
            try other.close()
            try FileManager.default.moveItem(atPath: path, toPath: path + "-moved")
            #expect(await failure(save) == .gone)
            #expect(await failure { () async throws(StoreFailure) in try await store.check() } == .gone)
            try FileManager.default.moveItem(atPath: path + "-moved", toPath: path)
            #expect(await failure(save) == nil)
            await store.close()
        }
    }

    @Test("what takes too long to read is given up, and the next is not")
    func slow() async throws {
        try await inFolder { path async throws in
            var limits = StoreLimits()
            limits.statementTimeout = .milliseconds(1)
            let store = try SQLiteStore(path: path, limits: limits)
            await store.close()
            _ = try sqlite(
                path,
                """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)
                INSERT INTO sessions (session_id, mode, start_time, end_time, duration_seconds, transcript, quality_metrics,
                    created_at, end_reason, partial, transcript_omitted, transcript_lines, quality_summary, content_hash)
                SELECT i, 'voice', i, '', 0, '[]', '{}', '', '', 0, 0, 0, '{}', '' FROM n
                """)
            let again = try SQLiteStore(path: path, limits: limits)
            let search = await failure { () async throws(StoreFailure) in
                _ = try await again.page(SessionQuery(reader: .everybody, mode: .video))
            }
            #expect(search == .tooSlow)
            #expect(await failure { () async throws(StoreFailure) in try await again.check() } == nil)
            #expect(try await again.save(Records.record(1), now: Records.noon) == .saved)
            await again.close()
        }
    }

    @Test("a store of this version is opened again, with what is in it")
    func again() async throws {
        try await inFolder { path async throws in
            for number in 0..<3 {
                let store = try SQLiteStore(path: path)
                _ = try await store.save(Records.record(number), now: Records.noon)
                #expect(try await store.page(SessionQuery(reader: .everybody)).sessions.count == number + 1)
                await store.close()
            }
        }
    }

    @Test("a store of version 1 is brought forward")
    func versionOne() async throws {
        try await inFolder { path async throws in
            let fixture = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .appending(path: "Fixtures/sqlite-1.sql")
            _ = try sqlite(path, ".read \(fixture.path)")
            for _ in 0..<2 {
                let store = try SQLiteStore(path: path)
                let stored = try #require(try await store.session(Records.id(1), for: .everybody))
                #expect(stored.record.contentHash == Records.record(1).contentHash)
                #expect(try await store.page(SessionQuery(reader: .everybody, words: ["morning"])).sessions.count == 1)
                #expect(try await store.save(Records.record(1), now: Records.noon) == .alreadySaved)
                await store.close()
            }
        }
    }

    @Test("a newer store, another program's database and what is none are left as they are")
    func refused() async throws {
        try await inFolder { path async throws in
            await (try SQLiteStore(path: path)).close()
            _ = try sqlite(path, "INSERT INTO grdb_migrations VALUES ('99'); PRAGMA wal_checkpoint(TRUNCATE)")
            let others = path + "-other"
            _ = try sqlite(others, "CREATE TABLE mine (x)")
            let text = path + "-text"
            try Data(String(repeating: "no database at all\n", count: 1_000).utf8).write(to: URL(filePath: text))
            for (path, words) in [
                (path, "newer roomvitals"), (others, "another program"), (text, "no SQLite database"),
            ] {
                let before = try Data(contentsOf: URL(filePath: path))
                do {
                    _ = try SQLiteStore(path: path)
                    Issue.record("opened \(path)")
                } catch {
                    #expect("\(error)".contains(words) && "\(error)".contains(path))
                }
                #expect(try Data(contentsOf: URL(filePath: path)) == before)
            }
        }
    }

    @Test("what cannot be opened says which file, why, and what to do")
    func unopened() async throws {
        for (path, words) in [("/nowhere/sessions.sqlite", "make its folder first"), ("/tmp", "name a file in it")] {
            do {
                _ = try SQLiteStore(path: path)
                Issue.record("opened \(path)")
            } catch {
                #expect(error.description.contains(path) && error.description.contains(words))
            }
        }
    }
}
