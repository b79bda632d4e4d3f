import Glibc
import Synchronization
import Testing

@testable import SessionStore

@Suite struct WorkerThreadsTests {
    final class Own: Sendable {
        let number: Int
        init(_ number: Int) { self.number = number }
    }

    private static func limits(workers: Int) -> StoreLimits {
        var limits = StoreLimits()
        limits.workers = workers
        limits.waitingTasks = 1_000
        return limits
    }

    @Test("one user's slow work leaves threads for others, and its own beyond a bound is turned away")
    func shares() async throws {
        let threads = WorkerThreads(Self.limits(workers: 4)) {}
        final class Gate: Sendable {
            let isOpen = Atomic<Bool>(false)
            let begun = Atomic<Int>(0)
        }
        let gate = Gate()
        @Sendable func work() async -> StoreFailure.Kind? {
            do throws(StoreFailure) {
                try await threads.run(for: WorkOwner("greedy"), atMost: 3) { _ throws(StoreFailure) in
                    gate.begun.add(1, ordering: .relaxed)
                    while !gate.isOpen.load(ordering: .relaxed) { usleep(1_000) }
                }
                return nil
            } catch {
                return error.kind
            }
        }
        await withTaskGroup(of: StoreFailure.Kind?.self) { group in
            for _ in 0..<2 { group.addTask { await work() } }
            while gate.begun.load(ordering: .relaxed) < 2 { await Task.yield() }
            for _ in 0..<6 { group.addTask { await work() } }
            // Two at work, three that wait, three that may not.
            var kinds: [StoreFailure.Kind?] = []
            for _ in 0..<3 { kinds.append(await group.next() ?? nil) }
            #expect(kinds == [.ownShare, .ownShare, .ownShare])
            let answer = try? await threads.run(for: WorkOwner("alice")) { _ throws(StoreFailure) in 7 }
            #expect(answer == 7)
            gate.isOpen.store(true, ordering: .relaxed)
            for await kind in group { #expect(kind == nil) }
        }
        await threads.stop()
    }

    @Test("each thread has one thing of its own, and all tasks are done")
    func own() async throws {
        final class Counter: Sendable { let value = Atomic<Int>(0) }
        let counter = Counter()
        let threads = WorkerThreads(Self.limits(workers: 3)) {
            Own(counter.value.add(1, ordering: .relaxed).newValue)
        }
        let numbers = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<500 {
                group.addTask { try await threads.run { own throws(StoreFailure) in own.number } }
            }
            return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        await threads.stop()
        #expect(numbers.isSubset(of: [1, 2, 3]))
        #expect(counter.value.load(ordering: .relaxed) == 3)
    }

    @Test("a failure reaches who asked, and stopping waits for what is under way")
    func ends() async throws {
        let threads = WorkerThreads(Self.limits(workers: 1)) { 0 }
        do throws(StoreFailure) {
            _ = try await threads.run { _ throws(StoreFailure) -> Int in throw StoreFailure(.full) }
            Issue.record("nothing failed")
        } catch {
            #expect(error.kind == .full)
        }
        let results = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<5 { group.addTask { try await threads.run { _ throws(StoreFailure) in number } } }
            var results: [Int] = []
            for try await result in group { results.append(result) }
            return results.sorted()
        }
        await threads.stop()
        await threads.stop()
        #expect(results == [0, 1, 2, 3, 4])
        do throws(StoreFailure) {
            _ = try await threads.run { own throws(StoreFailure) in own }
            Issue.record("it still works")
        } catch {
            #expect(error.kind == .closed)
        }
    }
}
