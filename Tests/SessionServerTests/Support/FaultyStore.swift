import SessionRecords
import SessionStore
import Synchronization

/// A store that fails as it is told to.
final class FaultyStore: SessionStore {
    let name = "the store under test"
    private let failure: Mutex<StoreFailure?>
    /// Whether `check` waits for it to end.
    let isSilent = Mutex(false)
    let checks = Mutex(0)

    init(_ failure: StoreFailure?) { self.failure = Mutex(failure) }

    func recover() { failure.withLock { $0 = nil } }

    private func fail() throws(StoreFailure) {
        if let failure = failure.withLock({ $0 }) { throw failure }
    }

    func save(_ record: SessionRecord, now: Double) async throws(StoreFailure) -> SaveOutcome {
        try fail()
        return .saved
    }

    func page(_ query: SessionQuery) async throws(StoreFailure) -> SessionPage {
        try fail()
        return SessionPage(sessions: [], next: nil)
    }

    func session<Value: Sendable>(
        _ id: UUIDText, for reader: SessionReader, _ make: @escaping @Sendable (StoredSession) -> Value
    ) async throws(StoreFailure) -> Value? {
        try fail()
        return nil
    }

    func delete(_ id: UUIDText, for reader: SessionReader) async throws(StoreFailure) -> SessionSummary? {
        try fail()
        return nil
    }

    func deleteSessions(before moment: Double, limit: Int) async throws(StoreFailure) -> [SessionSummary] {
        try fail()
        return []
    }

    func check() async throws(StoreFailure) {
        checks.withLock { $0 += 1 }
        while isSilent.withLock({ $0 }) { try? await Task.sleep(for: .milliseconds(10)) }
        try fail()
    }

    func close() async {}
}
