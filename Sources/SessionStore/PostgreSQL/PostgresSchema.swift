/// The schema of the PostgreSQL store, version by version. A version that was released is never changed.
enum PostgresSchema {
    private static let versions = [
        """
        CREATE TABLE sessions (
            session_id UUID PRIMARY KEY,
            user_id TEXT,
            counselor_category UUID,
            mode TEXT NOT NULL CHECK (mode IN ('video', 'voice')),
            start_time TIMESTAMPTZ NOT NULL,
            end_time TIMESTAMPTZ NOT NULL,
            duration_seconds INTEGER NOT NULL CHECK (duration_seconds >= 0),
            transcript JSONB NOT NULL,
            quality_metrics JSONB NOT NULL,
            created_at TIMESTAMPTZ NOT NULL,
            end_reason TEXT NOT NULL,
            partial BOOLEAN NOT NULL,
            room TEXT,
            transcript_omitted INTEGER NOT NULL CHECK (transcript_omitted >= 0),
            transcript_lines INTEGER NOT NULL,
            quality_summary JSONB NOT NULL,
            content_hash TEXT NOT NULL,
            search TSVECTOR NOT NULL
        );
        CREATE INDEX sessions_by_start ON sessions (start_time, session_id);
        CREATE INDEX sessions_by_user ON sessions (user_id, start_time, session_id);
        CREATE INDEX sessions_by_category ON sessions (counselor_category, start_time, session_id);
        CREATE INDEX sessions_by_end ON sessions (end_time);
        CREATE INDEX sessions_by_creation ON sessions (created_at);
        CREATE INDEX sessions_by_words ON sessions USING GIN (search);
        """
    ]

    /// Any number, the same for all that migrate: "RVss".
    private static let lock = 0x5256_7373

    /// For one version's step: a table of millions may be gone through.
    private static let stepTimeout: Duration = .seconds(3_600)

    /// Brings the database up to this version, one program at a time.
    static func migrate(
        _ connection: borrowing PostgresConnection, name: String, limits: StoreLimits
    ) throws(StoreFailure) -> StoreOpenError? {
        let wait = Int((limits.migrationTimeout / .milliseconds(1)).rounded(.up))
        // Nothing is written where the version is this one or a newer one.
        if let version = try version(of: connection) {
            if version > versions.count { return .newer(name) }
            if version == versions.count { return nil }
        }
        try connection.run(
            Statement(
                .postgres,
                """
                BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = \(wait);
                SELECT pg_advisory_xact_lock(\(lock));
                CREATE TABLE IF NOT EXISTS roomvitals_schema (version INTEGER PRIMARY KEY, applied_at TIMESTAMPTZ NOT NULL);
                """), within: limits.migrationTimeout + limits.answerGrace)
        do throws(StoreFailure) {
            let version = try version(of: connection) ?? 0
            for (index, text) in versions.enumerated() where index >= version {
                try connection.run(
                    Statement(.postgres, text + "INSERT INTO roomvitals_schema VALUES (\(index + 1), now());"),
                    within: Self.stepTimeout)
            }
            try connection.run(Statement(.postgres, "COMMIT"))
            return version > versions.count ? .newer(name) : nil
        } catch {
            try? connection.run(Statement(.postgres, "ROLLBACK"))
            throw error
        }
    }

    /// The newest version that was applied; `nil` where there is no store yet.
    private static func version(of connection: borrowing PostgresConnection) throws(StoreFailure) -> Int? {
        let isThere = try connection.rows(
            Statement(.postgres, "SELECT to_regclass('roomvitals_schema') IS NOT NULL")
        ) { column in column(0) == "t" }
        guard isThere == [true] else { return nil }
        let versions = try connection.rows(
            Statement(.postgres, "SELECT coalesce(max(version), 0) FROM roomvitals_schema")
        ) { column in column(0) }
        return versions.first.flatMap { $0 }.flatMap { Int($0) }
    }
}
