package import SessionRecords

/// Where finished sessions are kept. From any thread; nothing blocks the caller's.
package protocol SessionStore: Sendable {
    /// What it is and where, for people; without passwords.
    var name: String { get }

    /// Keeps a session, durably when this returns.
    ///
    /// - Parameter now: ms since 1970, the session's `created_at`.
    func save(_ record: SessionRecord, now: Double) async throws(StoreFailure) -> SaveOutcome

    /// One page of the sessions that a query finds, newest first.
    func page(_ query: SessionQuery) async throws(StoreFailure) -> SessionPage

    /// One session as `make` puts it: on the store's thread, for a session may be megabytes.
    ///
    /// - Returns: `nil` where there is none that the reader may see.
    func session<Value: Sendable>(
        _ id: UUIDText, for reader: SessionReader, _ make: @escaping @Sendable (StoredSession) -> Value
    ) async throws(StoreFailure) -> Value?

    /// Takes a session away.
    ///
    /// - Returns: what it was; `nil` where there is none that the reader may see.
    func delete(_ id: UUIDText, for reader: SessionReader) async throws(StoreFailure) -> SessionSummary?

    /// Takes sessions away that ended, or were saved, before a moment.
    ///
    /// - Parameters:
    ///   - moment: ms since 1970.
    ///   - limit: how many at most, so that others get their turn between two calls.
    func deleteSessions(before moment: Double, limit: Int) async throws(StoreFailure) -> [SessionSummary]

    /// Looks whether sessions can be read and written.
    func check() async throws(StoreFailure)

    /// From now on nothing takes long: what is under way goes on for some seconds at most. `close` is to follow.
    func hurry()

    /// Ends what is under way, then closes.
    func close() async
}

extension SessionStore {
    package func hurry() {}
}

/// Whose sessions somebody may see.
package enum SessionReader: Sendable, Equatable {
    case everybody
    case user(String)
}

package enum SaveOutcome: Sendable, Equatable {
    case saved
    /// The same content was there.
    case alreadySaved
    /// Other content is there under the same id.
    case conflict
}
