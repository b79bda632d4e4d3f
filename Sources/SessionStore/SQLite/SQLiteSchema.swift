import GRDB

/// The schema of the SQLite store, version by version. A version that was released is never changed.
enum SQLiteSchema {
    /// Marks a file as a store of this program's: "RVss" (PRAGMA application_id).
    static let applicationID = 0x5256_7373

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            // The public columns, by the names and types of the PostgreSQL schema; SQLite keeps what is behind them as
            // text. Times are RFC 3339 in UTC with milliseconds, so that their order is that of the texts.
            try database.execute(
                sql: """
                    CREATE TABLE sessions (
                        number INTEGER PRIMARY KEY AUTOINCREMENT,
                        session_id TEXT NOT NULL UNIQUE,
                        user_id TEXT,
                        counselor_category TEXT,
                        mode TEXT NOT NULL CHECK (mode IN ('video', 'voice')),
                        start_time TEXT NOT NULL,
                        end_time TEXT NOT NULL,
                        duration_seconds INTEGER NOT NULL CHECK (duration_seconds >= 0),
                        transcript TEXT NOT NULL,
                        quality_metrics TEXT NOT NULL,
                        created_at TEXT NOT NULL,
                        end_reason TEXT NOT NULL,
                        partial INTEGER NOT NULL,
                        room TEXT,
                        transcript_omitted INTEGER NOT NULL CHECK (transcript_omitted >= 0),
                        transcript_lines INTEGER NOT NULL,
                        quality_summary TEXT NOT NULL,
                        content_hash TEXT NOT NULL
                    );
                    CREATE INDEX sessions_by_start ON sessions (start_time, session_id);
                    CREATE INDEX sessions_by_user ON sessions (user_id, start_time, session_id);
                    CREATE INDEX sessions_by_category ON sessions (counselor_category, start_time, session_id);
                    CREATE INDEX sessions_by_end ON sessions (end_time);
                    CREATE INDEX sessions_by_creation ON sessions (created_at);
                    CREATE VIRTUAL TABLE session_words USING fts5 (
                        words, tokenize = 'unicode61 remove_diacritics 0');
                    CREATE TRIGGER session_deleted AFTER DELETE ON sessions BEGIN
                        DELETE FROM session_words WHERE rowid = old.number;
                    END;
                    PRAGMA application_id = \(applicationID);
                    """)
        }
        return migrator
    }

    /// Looks whether a file is this program's before anything in it is touched. An empty one is.
    static func check(_ database: Database, name: String) throws {
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master WHERE type = 'table'") ?? 0
        guard tables > 0 else { return }
        let id = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        guard id == applicationID else {
            throw StoreOpenError(
                "\(name) is a database of another program; it was left as it is: name another file")
        }
        if try migrator.hasBeenSuperseded(database) { throw StoreOpenError.newer(name) }
    }
}
