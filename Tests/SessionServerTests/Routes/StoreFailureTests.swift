import SessionRecords
import SessionStore
import Synchronization
import TestSupport
import Testing
import VitalsJSON

@testable import SessionServer

@Suite struct StoreFailureTests {
    @Test("nobody waits long to hear that the store is silent, and it is asked once meanwhile")
    func silent() async throws {
        let store = FaultyStore(nil)
        store.isSilent.withLock { $0 = true }
        try await ServedSessions.run(store: store) {
            $0.limits.readinessTimeout = .milliseconds(100)
        } _: { served async throws in
            for _ in 0..<3 {
                let answer = try served.ask("/readyz")
                #expect(answer.status == 503 && answer.json["code"] == "store_too_slow")
            }
            #expect(store.checks.withLock { $0 } == 1)
            store.isSilent.withLock { $0 = false }
            served.clock.advance(by: 2)
            try await eventually("it is ready") { (try? served.ask("/readyz").status) == 200 }
        }
    }

    @Test("each kind of failure is told for itself, on one line, and once in a while")
    func notes() {
        final class Notes: Sendable { let list = Mutex<[String]>([]) }
        let (told, clock) = (Notes(), ServedSessions.Clock())
        let notes = StoreNotes(
            name: "it", monotonic: { clock.now }, note: { note in told.list.withLock { $0.append(note) } })
        notes.succeeded(changes: true)
        for _ in 0..<3 {
            notes.failed(StoreFailure(.gone, "refused\n\tIs it running?"))
            notes.failed(StoreFailure(.locked))
        }
        clock.advance(by: 11)
        notes.failed(StoreFailure(.locked))
        #expect(
            told.list.withLock { $0 } == [
                "it: \(StoreFailure(.gone, "refused Is it running?"))", "it: \(StoreFailure(.locked))",
                "it: \(StoreFailure(.locked))",
            ])
        notes.succeeded(changes: false)
        #expect(told.list.withLock { $0 }.count == 3)
        notes.succeeded(changes: true)
        notes.succeeded(changes: true)
        #expect(told.list.withLock { $0 }.dropFirst(3) == ["it: it works again"])
    }

    @Test(
        "whatever the store does not do is said, counted and told to the operator",
        arguments: StoreFailure.Kind.allCases)
    func failures(kind: StoreFailure.Kind) async throws {
        let store = FaultyStore(StoreFailure(kind, "inside words"))
        final class Notes: Sendable { let list = Mutex<[String]>([]) }
        let notes = Notes()
        try await ServedSessions.run(store: store) { options in
            options.note = { note in notes.list.withLock { $0.append(note) } }
        } _: { served async throws in
            let answers = [
                try served.save(Records.record(1), token: served.recorder),
                try served.ask("/api/v1/sessions", token: served.admin),
                try served.ask("/api/v1/sessions/\(Records.id(1))", token: served.admin),
                try served.ask("/api/v1/sessions/\(Records.id(1))", method: "DELETE", token: served.admin),
                try served.ask("/readyz"),
            ]
            for answer in answers {
                let isForNow = kind != .damaged && kind != .refused
                #expect(answer.status == (kind == .ownShare ? 429 : isForNow ? 503 : 500))
                #expect((answer.headers["retry-after"] != nil) == isForNow)
                #expect(answer.json["code"] == .string("store_" + kind.rawValue))
                #expect(!answer.body.contains("inside words"))
            }
            #expect(served.site.statistics.storeFailures == [kind.rawValue: 4])
            let told = notes.list.withLock { $0 }
            // That one user is turned away is not for the operator.
            #expect(told.count == (kind == .ownShare ? 0 : 1))
            #expect(told.allSatisfy { $0.contains("inside words") })
            store.recover()
            served.clock.advance(by: 2)
            #expect(try served.ask("/readyz").status == 200)
            #expect(try served.save(Records.record(1), token: served.recorder).status == 201)
            #expect(try served.save(Records.record(2), token: served.recorder).status == 201)
            #expect(notes.list.withLock { $0.count } == 2 * told.count)
            #expect(notes.list.withLock { $0 }.dropFirst().allSatisfy { $0 == "the store under test: it works again" })
        }
    }
}
