package import SessionRecords

/// Sessions in a PostgreSQL database, 15 or newer, through libpq. It comes back by itself after the server was away.
package final class PostgresStore: SessionStore {
    package let name: String
    private let statements = SessionStatements(dialect: .postgres)
    private let hurrying = PostgresHurry()
    private let limits: StoreLimits
    private let workers: WorkerThreads<PostgresWorker>

    /// Connects, and brings the database up to this version's schema.
    ///
    /// - Parameter url: `postgres://…`.
    package init(url: String, limits: StoreLimits = StoreLimits()) throws(StoreOpenError) {
        self.limits = limits
        name = PostgresURL(url)?.name ?? "the PostgreSQL store"
        let refusal: StoreOpenError?
        do throws(StoreFailure) {
            let connection = try PostgresConnection.open(url: url, limits: limits)
            guard connection.serverEncoding() == "UTF8" else {
                throw StoreFailure(.refused, "its encoding is not UTF8, in which alone every text can be kept")
            }
            refusal = try PostgresSchema.migrate(connection, name: name, limits: limits)
        } catch {
            throw StoreOpenError("\(name) cannot be opened: \(error.detail); \(Self.advice(error))")
        }
        if let refusal { throw refusal }
        workers = WorkerThreads(limits) { [hurrying] in
            PostgresWorker(url: url, limits: limits, hurry: hurrying)
        }
    }

    private static func advice(_ failure: StoreFailure) -> String {
        switch failure.kind {
        case .gone: "check that the server runs there and lets this user in (PGPASSWORD and ~/.pgpass are read)"
        case .readOnly: "name the server that may be written to"
        case .locked, .tooSlow: "another program is migrating it: wait, and start again"
        default: "give roomvitals a database, or a schema, of its own, whose tables it may make"
        }
    }

    package func save(_ record: SessionRecord, now: Double) async throws(StoreFailure) -> SaveOutcome {
        try await workers.run(for: WorkOwner(record.userID)) { [statements] worker throws(StoreFailure) in
            let insert = statements.insert(record, now: now)
            let hash = record.contentHash
            return try worker.run { connection throws(StoreFailure) in
                // Deleted between the two statements: once more, and not for ever.
                for _ in 0..<3 {
                    if try !connection.rows(insert, { column in column(0) }).isEmpty { return .saved }
                    let known = try connection.rows(statements.contentHash(of: record.sessionID)) { column in column(0)
                    }
                    if let known = known.first { return known == hash ? .alreadySaved : .conflict }
                }
                throw StoreFailure(.locked, "the session comes and goes")
            }
        }
    }

    package func page(_ query: SessionQuery) async throws(StoreFailure) -> SessionPage {
        try await workers.run(for: WorkOwner(query.reader), atMost: limits.waitingTasksOfUser) {
            [statements, limits] worker throws(StoreFailure) in
            try worker.run { connection throws(StoreFailure) in
                let rows = try connection.rows(statements.list(query), SummaryRow.read)
                var page = SessionPage(rows, limit: query.limit)
                try page.addSnippets(around: query.words, limits) { id throws(StoreFailure) in
                    try connection.rows(statements.transcript(of: id)) { column in column(0) }.first ?? nil
                }
                return page
            }
        }
    }

    package func session<Value: Sendable>(
        _ id: UUIDText, for reader: SessionReader, _ make: @escaping @Sendable (StoredSession) -> Value
    ) async throws(StoreFailure) -> Value? {
        try await workers.run(for: WorkOwner(reader), atMost: limits.waitingTasksOfUser) {
            [statements] worker throws(StoreFailure) in
            try worker.run { connection throws(StoreFailure) in
                try connection.rows(statements.session(id, for: reader), SessionRow.read).first
            }.map(make)
        }
    }

    package func delete(_ id: UUIDText, for reader: SessionReader) async throws(StoreFailure) -> SessionSummary? {
        try await workers.run(for: WorkOwner(reader), atMost: limits.waitingTasksOfUser) {
            [statements] worker throws(StoreFailure) in
            try worker.run { connection throws(StoreFailure) in
                try connection.rows(statements.delete(id, for: reader), SummaryRow.read).first
            }
        }
    }

    package func deleteSessions(
        before moment: Double, limit: Int
    ) async throws(StoreFailure) -> [SessionSummary] {
        try await workers.run { [statements] worker throws(StoreFailure) in
            let delete = statements.deleteSessions(before: moment, limit: limit)
            return try worker.run { connection throws(StoreFailure) in
                try connection.rows(delete, SummaryRow.read)
            }
        }
    }

    package func check() async throws(StoreFailure) {
        let limit = limits.checkTimeout
        let isReadOnly = try await workers.run { worker throws(StoreFailure) in
            try worker.run { connection throws(StoreFailure) in
                _ = try connection.rows(
                    Statement(.postgres, "SELECT content_hash FROM sessions LIMIT 1"), within: limit
                ) { column in column(0) }
                return try connection.rows(Statement(.postgres, "SHOW transaction_read_only"), within: limit) {
                    column in column(0) == "on"
                } == [true]
            }
        }
        if isReadOnly { throw StoreFailure(.readOnly, "transaction_read_only is on") }
    }

    package func hurry() { hurrying.begin(limits.closeTimeout) }

    package func close() async {
        hurry()
        await workers.stop()
    }
}
