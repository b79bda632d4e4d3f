import Synchronization
import Testing

@testable import SessionStore

@Suite struct WorkerThreadsTests {
    final class Own: Sendable {
        let number: Int
        init(_ number: Int) { self.number = number }
    }

    @Test("each thread has one thing of its own, and all tasks are done")
    func own() async throws {
        final class Counter: Sendable { let value = Atomic<Int>(0) }
        let counter = Counter()
        let threads = WorkerThreads(workers: 3, limit: 1_000) {
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
        let threads = WorkerThreads(workers: 1, limit: 10) { 0 }
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
