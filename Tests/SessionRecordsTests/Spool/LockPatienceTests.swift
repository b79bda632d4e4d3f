import Foundation
import TestSupport
import Testing

@testable import SessionRecords

@Suite("A lock that another program holds")
struct LockPatienceTests {
    private let home: TemporaryFolder

    init() throws { home = try TemporaryFolder() }

    private func holding(_ folder: SpoolFolder) throws -> OwnedFile {
        let lock = try OwnedFile(folder.path + "/lock", O_RDWR | O_CREAT)
        #expect(try lock.lock())
        return lock
    }

    @Test("is waited for once; then all that needs it fails soon, until it is free")
    func once() throws {
        let folder = try SpoolFolder(
            home.path("spool"), limits: SpoolLimits(lockWait: 2, laterLockWait: 0.01))
        for _ in 0..<8 {
            let key = UUIDText.random()
            var session = try SpooledSession(beginning: key, in: folder)
            try session.save(Sessions.checkpoint(key: key))
        }
        var lock: OwnedFile? = try holding(folder)
        let clock = ContinuousClock()
        let began = clock.now
        let outcomes = try folder.recover()
        #expect(outcomes.count == 8)
        for outcome in outcomes {
            guard case .failed(_, let error) = outcome else {
                Issue.record("\(outcome)")
                continue
            }
            #expect(error.code == EBUSY)
        }
        for _ in 0..<8 {
            #expect(throws: SpoolError.self) { try folder.claim(.random(), for: .random()) }
            #expect(throws: SpoolError.self) {
                try folder.add(SpooledRecord(Sessions.record(), saveURL: nil), key: .random())
            }
        }
        let waited = clock.now - began
        #expect(waited >= .seconds(2))
        #expect(waited < .seconds(4))

        // What much hangs on waits its whole time.
        folder.waitAnew()
        let anew = clock.now
        #expect(throws: SpoolError.self) { try folder.claim(.random(), for: .random()) }
        #expect(clock.now - anew >= .seconds(2))

        lock = nil
        _ = consume lock
        #expect(try folder.recover().count == 8)
        // Had again, it is waited for as long as at first.
        let second = try holding(folder)
        let again = clock.now
        #expect(throws: SpoolError.self) { try folder.claim(.random(), for: .random()) }
        #expect(clock.now - again >= .seconds(2))
        _ = consume second
    }

    @Test("delays whoever waits no longer than it is held")
    func shortly() async throws {
        let folder = try SpoolFolder(home.path("spool"))
        let lock = try holding(folder)
        async let isOurs = claim(in: folder)
        try await Task.sleep(for: .milliseconds(100))
        _ = consume lock
        #expect(try await isOurs)
    }

    private func claim(in folder: SpoolFolder) async throws -> Bool {
        try folder.claim(.random(), for: .random())
    }
}
