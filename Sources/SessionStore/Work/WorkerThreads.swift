import Dispatch
import Glibc
import Synchronization

/// Threads for work that blocks, each with something of its own, a connection for instance, that is made and used there
/// only. Those for whom work is done get their turns one after the other.
final class WorkerThreads<Own>: Sendable {
    private typealias Work = @Sendable (borrowing OwnBox<Own>) -> Void

    private struct State {
        var queue: FairQueue<WorkOwner, Work>
        var isStopped = false
        var running: Int
        var stopWaiters: [CheckedContinuation<Void, Never>] = []
    }

    private let workers: Int
    private let state: Mutex<State>
    /// Counts the tasks that may begin, and one for each thread once they are to end.
    private let signal = DispatchSemaphore(value: 0)

    /// - Parameter makeOwn: called on each thread, once.
    init(_ limits: StoreLimits, makeOwn: @escaping @Sendable () -> Own) {
        let workers = limits.workers
        self.workers = workers
        state = Mutex(
            State(
                // One user's slow work never has all threads.
                queue: FairQueue(limit: limits.waitingTasks, runningLimit: max(1, workers / 2)), running: workers))
        for _ in 0..<workers {
            Self.startThread { [self] in
                let own = OwnBox(makeOwn())
                run(with: own)
            }
        }
    }

    /// Runs work on the next free thread.
    ///
    /// - Parameters:
    ///   - owner: for whom; `nil` is nobody's in particular.
    ///   - ownerLimit: how many tasks of that owner may wait; `nil`: as many as there is room for.
    /// - Throws: `tooBusy`, `ownShare` and `closed`, or what the work throws.
    func run<Result: Sendable>(
        for owner: WorkOwner? = nil, atMost ownerLimit: Int? = nil,
        _ work: @escaping @Sendable (Own) throws(StoreFailure) -> Result
    ) async throws(StoreFailure) -> Result {
        let result = await withCheckedContinuation { (continuation: CheckedContinuation<Outcome<Result>, Never>) in
            let refusal = enqueue(owner, ownerLimit) { own in
                do throws(StoreFailure) {
                    continuation.resume(returning: .done(try work(own.value)))
                } catch {
                    continuation.resume(returning: .failed(error))
                }
            }
            if let refusal { continuation.resume(returning: .failed(refusal)) }
        }
        switch result {
        case .done(let value): return value
        case .failed(let failure): throw failure
        }
    }

    private enum Outcome<Result: Sendable>: Sendable {
        case done(Result)
        case failed(StoreFailure)
    }

    private func enqueue(_ owner: WorkOwner?, _ ownerLimit: Int?, _ work: @escaping Work) -> StoreFailure? {
        let outcome = state.withLock { state in
            state.isStopped ? nil : state.queue.add(work, of: owner, atMost: ownerLimit)
        }
        switch outcome {
        case nil: return StoreFailure(.closed)
        case .ready:
            signal.signal()
            return nil
        case .waiting: return nil
        case .full: return StoreFailure(.tooBusy)
        case .ownerIsFull: return StoreFailure(.ownShare)
        }
    }

    /// Lets the tasks that wait be done, and ends the threads.
    func stop() async {
        let isFirst = state.withLock { state in
            defer { state.isStopped = true }
            return !state.isStopped
        }
        if isFirst { for _ in 0..<workers { signal.signal() } }
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.running > 0 { state.stopWaiters.append(continuation) }
                return state.running == 0
            }
            if isOver { continuation.resume() }
        }
    }

    private func run(with own: borrowing OwnBox<Own>) {
        while let (work, owner) = next() {
            work(own)
            if state.withLock({ $0.queue.end(of: owner) }) { signal.signal() }
        }
        let waiters = state.withLock { state in
            state.running -= 1
            return state.running == 0 ? state.stopWaiters : []
        }
        for waiter in waiters { waiter.resume() }
    }

    /// `nil` once nothing is left to do.
    private func next() -> (work: Work, owner: WorkOwner?)? {
        signal.wait()
        return state.withLock { $0.queue.begin() }
    }

    private static func startThread(_ body: @escaping @Sendable () -> Void) {
        let context = Unmanaged.passRetained(ThreadBody(body)).toOpaque()
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, context)
        pthread_detach(thread)
    }
}

/// What a thread has of its own; it never leaves it.
struct OwnBox<Own>: ~Copyable {
    let value: Own

    init(_ value: Own) { self.value = value }
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}
