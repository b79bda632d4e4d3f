import GRDB
import GRDBSQLite
import Glibc
package import SessionRecords

/// Sessions in one SQLite file: write-ahead log, each save on the disk before it is answered. Several programs may have the
/// file open.
package final class SQLiteStore: SessionStore {
    package let name: String
    private let path: String
    /// The file that was opened: another one may come to stand in its place.
    private let identity: FileIdentity
    private let pool: DatabasePool
    private let statements = SessionStatements(dialect: .sqlite)
    private let workers: WorkerThreads<Void>
    private let limits: StoreLimits

    /// Opens the file, which is made where there is none, and brings it up to this version's schema.
    package init(path: String, limits: StoreLimits = StoreLimits()) throws(StoreOpenError) {
        let name = "the store \(path)"
        self.limits = limits
        self.path = path
        self.name = name
        try FileIdentity.makeFile(path)
        var configuration = Configuration()
        configuration.busyMode = .timeout(limits.busyTimeout / .seconds(1))
        configuration.maximumReaderCount = limits.workers
        configuration.label = "roomvitals.sessions"
        do {
            try Self.checkUntouched(path, name: name, configuration)
            pool = try DatabasePool(path: path, configuration: configuration)
            // GRDB's is NORMAL: the last saves before a power failure could be lost.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            try SQLiteSchema.migrator.migrate(pool)
            identity = try FileIdentity(path)
        } catch let error as StoreOpenError {
            throw error
        } catch {
            throw StoreOpenError(name, error)
        }
        workers = WorkerThreads(limits) {}
    }

    /// A file that is not this version's must not even be switched to another journal.
    private static func checkUntouched(_ path: String, name: String, _ configuration: Configuration) throws {
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.read { try SQLiteSchema.check($0, name: name) }
        try queue.close()
    }

    package func save(_ record: SessionRecord, now: Double) async throws(StoreFailure) -> SaveOutcome {
        try await workers.run(for: WorkOwner(record.userID)) { [self] _ throws(StoreFailure) in
            let insert = statements.insert(record, now: now)
            let words = SearchWords.distinct(in: record.transcript)
            try identity.check(path)
            return try write { database in
                try insert.run(on: database)
                if database.changesCount > 0 {
                    let number = database.lastInsertedRowID
                    try database.cachedStatement(sql: "INSERT INTO session_words (rowid, words) VALUES (?, ?)")
                        .execute(arguments: [number, words])
                    return .saved
                }
                let known = try statements.contentHash(of: record.sessionID).rows(of: database) { $0(0) }
                return known.first == record.contentHash ? .alreadySaved : .conflict
            }
        }
    }

    package func page(_ query: SessionQuery) async throws(StoreFailure) -> SessionPage {
        try await workers.run(for: WorkOwner(query.reader), atMost: limits.waitingTasksOfUser) {
            [self] _ throws(StoreFailure) in
            try read { database in
                var page = SessionPage(
                    try statements.list(query).rows(of: database, SummaryRow.read), limit: query.limit)
                try page.addSnippets(around: query.words, limits) { id in
                    try statements.transcript(of: id).rows(of: database) { $0(0) }.first ?? nil
                }
                return page
            }
        }
    }

    package func session<Value: Sendable>(
        _ id: UUIDText, for reader: SessionReader, _ make: @escaping @Sendable (StoredSession) -> Value
    ) async throws(StoreFailure) -> Value? {
        try await workers.run(for: WorkOwner(reader), atMost: limits.waitingTasksOfUser) {
            [self] _ throws(StoreFailure) in
            try read { try statements.session(id, for: reader).rows(of: $0, SessionRow.read).first }.map(make)
        }
    }

    package func delete(_ id: UUIDText, for reader: SessionReader) async throws(StoreFailure) -> SessionSummary? {
        try await workers.run(for: WorkOwner(reader), atMost: limits.waitingTasksOfUser) {
            [self] _ throws(StoreFailure) in
            try identity.check(path)
            return try write { try statements.delete(id, for: reader).rows(of: $0, SummaryRow.read).first }
        }
    }

    package func deleteSessions(
        before moment: Double, limit: Int
    ) async throws(StoreFailure) -> [SessionSummary] {
        try await workers.run { [self] _ throws(StoreFailure) in
            try identity.check(path)
            return try write {
                try statements.deleteSessions(before: moment, limit: limit).rows(of: $0, SummaryRow.read)
            }
        }
    }

    package func check() async throws(StoreFailure) {
        try await workers.run { [self] _ throws(StoreFailure) in
            try identity.check(path)
            // A row itself: an index may be whole where the table is not.
            _ = try read { try String.fetchOne($0, sql: "SELECT content_hash FROM sessions ORDER BY number LIMIT 1") }
            try checkWriting()
        }
    }

    /// Takes the lock for writing, and writes nothing.
    private func checkWriting() throws(StoreFailure) {
        // A file system that can be read only lets the lock be taken all the same.
        for file in [path, path + "-wal"] where access(file, W_OK) != 0 && errno != ENOENT {
            throw StoreFailure(.readOnly, String(cString: strerror(errno)))
        }
        do {
            try pool.writeWithoutTransaction { database in
                sqlite3_busy_timeout(
                    database.sqliteConnection, Self.milliseconds(min(limits.checkTimeout, limits.busyTimeout)))
                defer { sqlite3_busy_timeout(database.sqliteConnection, Self.milliseconds(limits.busyTimeout)) }
                try database.inTransaction(.immediate) { .rollback }
            }
        } catch {
            throw StoreFailure(error)
        }
    }

    private static func milliseconds(_ duration: Duration) -> Int32 {
        Int32(clamping: Int((duration / .milliseconds(1)).rounded(.up)))
    }

    package func close() async {
        await workers.stop()
        // What is still in the log goes to the file with the last connection that closes, unless that one only reads: GRDB,
        // as of 7.10, closes its readers last. Where it fails, the next to open the file does it.
        pool.invalidateReadOnlyConnections()
        try? pool.close()
    }

    /// Whether each save is on the disk when it is answered; for tests.
    var synchronousLevel: Int? {
        try? pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
    }

    private func read<Value>(_ body: (Database) throws -> Value) throws(StoreFailure) -> Value {
        do {
            return try pool.read { database in
                try ReadingLimit(limits.statementTimeout).hold(database) { try body(database) }
            }
        } catch {
            throw StoreFailure(error)
        }
    }

    private func write<Value>(_ body: (Database) throws -> Value) throws(StoreFailure) -> Value {
        do {
            return try pool.write(body)
        } catch {
            throw StoreFailure(error)
        }
    }
}

extension SessionPage {
    /// - Parameter rows: one more than the page has where there is another one.
    init(_ rows: [SessionSummary], limit: Int) {
        let sessions = Array(rows.prefix(limit))
        self.init(sessions: sessions, next: rows.count > limit ? sessions.last?.position : nil)
    }
}
