/// Every bound of a store, with its default.
package struct StoreLimits: Sendable, Equatable {
    /// Threads that work on the store; of PostgreSQL, connections too.
    package var workers = 4
    /// Tasks that wait for one of them. More: `tooBusy`.
    package var waitingTasks = 256
    /// Of them, one user's that read or delete. More: `ownShare`. Of one user's, saves too, half as many are at work at one
    /// moment as there are threads.
    package var waitingTasksOfUser = 16
    /// Bytes of transcripts in which one page looks for the words around what was found; sessions beyond have no snippet.
    package var snippetBytes = 16_777_216
    /// For another program to let go of the SQLite file.
    package var busyTimeout: Duration = .seconds(5)
    /// For a connection to PostgreSQL to open.
    package var connectTimeout: Duration = .seconds(5)
    /// For one statement of PostgreSQL, and for one reading of SQLite.
    package var statementTimeout: Duration = .seconds(10)
    /// For PostgreSQL to say, beyond that time, that it was over. A server that is silent loses its connection.
    package var answerGrace: Duration = .seconds(2)
    /// For what `check` asks.
    package var checkTimeout: Duration = .seconds(2)
    /// For a statement of PostgreSQL once the store is to close.
    package var closeTimeout: Duration = .seconds(4)
    /// For another program to finish its migration.
    package var migrationTimeout: Duration = .seconds(60)

    package init() {}
}
