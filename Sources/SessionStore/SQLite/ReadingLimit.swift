import GRDB
import GRDBSQLite

/// How long something may be read: SQLite itself would search for ever, and others wait.
final class ReadingLimit {
    /// SQLite's instructions between two looks at the clock: some milliseconds.
    private static let instructions: Int32 = 100_000

    private let end: ContinuousClock.Instant

    init(_ limit: Duration) { end = .now + limit }

    /// Does work on a connection; statements that are still at it beyond the limit are interrupted.
    func hold<Value>(_ database: Database, _ body: () throws -> Value) rethrows -> Value {
        sqlite3_progress_handler(
            database.sqliteConnection, Self.instructions,
            { context in
                guard let context else { return 0 }
                return ContinuousClock.now > Unmanaged<ReadingLimit>.fromOpaque(context).takeUnretainedValue().end
                    ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
        defer { sqlite3_progress_handler(database.sqliteConnection, 0, nil, nil) }
        return try withExtendedLifetime(self, body)
    }
}
