import Dispatch
import Glibc
import Synchronization

/// Threads for work that blocks, each with something of its own, a connection for instance, that is made and used there
/// only. So many tasks wait; more are turned away.
final class WorkerThreads<Own>: Sendable {
    private typealias Work = @Sendable (borrowing OwnBox<Own>) -> Void

    private struct State {
        var waiting: [Work] = []
        /// Tasks at the front of the list that have been taken.
        var taken = 0
        var isStopped = false
        var running: Int
        var stopWaiters: [CheckedContinuation<Void, Never>] = []

        var count: Int { waiting.count - taken }
    }

    private let limit: Int
    private let workers: Int
    private let state: Mutex<State>
    /// Counts the tasks that wait, and one for each thread once they are to end.
    private let signal = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - workers: how many threads.
    ///   - limit: how many tasks may wait.
    ///   - makeOwn: called on each thread, once.
    init(workers: Int, limit: Int, makeOwn: @escaping @Sendable () -> Own) {
        self.limit = limit
        self.workers = workers
        state = Mutex(State(running: workers))
        for _ in 0..<workers {
            Self.startThread { [self] in
                let own = OwnBox(makeOwn())
                run(with: own)
            }
        }
    }

    /// Runs work on the next free thread.
    ///
    /// - Throws: `tooBusy` and `closed`, or what the work throws.
    func run<Result: Sendable>(
        _ work: @escaping @Sendable (Own) throws(StoreFailure) -> Result
    ) async throws(StoreFailure) -> Result {
        let result = await withCheckedContinuation { (continuation: CheckedContinuation<Outcome<Result>, Never>) in
            let refusal = enqueue { own in
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

    private func enqueue(_ work: @escaping Work) -> StoreFailure? {
        let refusal: StoreFailure? = state.withLock { state in
            if state.isStopped { return StoreFailure(.closed) }
            guard state.count < limit else { return StoreFailure(.tooBusy) }
            state.waiting.append(work)
            return nil
        }
        if refusal == nil { signal.signal() }
        return refusal
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
        while let work = next() { work(own) }
        let waiters = state.withLock { state in
            state.running -= 1
            return state.running == 0 ? state.stopWaiters : []
        }
        for waiter in waiters { waiter.resume() }
    }

    /// `nil` once nothing is left to do.
    private func next() -> Work? {
        signal.wait()
        return state.withLock { state in
            guard state.taken < state.waiting.count else { return nil }
            let work = state.waiting[state.taken]
            state.taken += 1
            if state.taken >= 64 || state.taken == state.waiting.count {
                state.waiting.removeFirst(state.taken)
                state.taken = 0
            }
            return work
        }
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
