import Dispatch
import Synchronization

@testable import RoomFeed

/// Keeps what a client tells, and lets a test await it.
final class FeedRecorder: Sendable {
    enum Entry: Sendable, Equatable {
        case connecting(UInt64)
        case connected
        case text(String)
        case binary([UInt8])
        case tick(Int)
        case disconnected(FeedFailure, retryIn: Duration?)
        case ended(FeedEnd)
    }

    struct NothingCame: Error, CustomStringConvertible {
        var seen: [Entry]
        var description: String { "awaited in vain; came: \(seen.suffix(8))" }
    }

    /// Looks for something in all entries so far.
    typealias Match = @Sendable ([Entry]) -> Entry?

    private struct State {
        var entries: [Entry] = []
        var ticks = 0
        var waiters: [Int: (match: Match, resume: CheckedContinuation<Entry?, Never>)] = [:]
        var nextWaiter = 0
    }

    private let state = Mutex(State())
    private let gate = DispatchSemaphore(value: 0)

    /// Holds a server's script until it is released.
    func wait() {
        gate.wait()
        gate.signal()
    }

    func release() { gate.signal() }

    var entries: [Entry] { state.withLock { $0.entries } }
    var texts: [String] {
        entries.compactMap { entry in
            if case .text(let text) = entry { text } else { nil }
        }
    }
    var failures: [FeedFailure] {
        entries.compactMap { entry in
            if case .disconnected(let failure, _) = entry { failure } else { nil }
        }
    }

    func take(_ event: FeedEvent) {
        switch event {
        case .connecting(let attempt): add(.connecting(attempt))
        case .connected: add(.connected)
        case .text(let bytes): add(.text(String(decoding: bytes, as: UTF8.self)))
        case .binary(let bytes): add(.binary(Array(bytes)))
        case .tick:
            // The first ones will do.
            let count = state.withLock { state in
                state.ticks += 1
                return state.ticks
            }
            if count <= 3 { add(.tick(count)) }
        case .disconnected(let failure, let retryIn): add(.disconnected(failure, retryIn: retryIn))
        case .ended(let end): add(.ended(end))
        }
    }

    func takeText(_ text: String) { add(.text(text)) }

    private func add(_ entry: Entry) {
        let ready = state.withLock { state in
            state.entries.append(entry)
            var ready: [(CheckedContinuation<Entry?, Never>, Entry)] = []
            for (key, waiter) in state.waiters {
                guard let found = waiter.match(state.entries) else { continue }
                ready.append((waiter.resume, found))
                state.waiters[key] = nil
            }
            return ready
        }
        for (waiter, found) in ready { waiter.resume(returning: found) }
    }

    /// Waits until `match` finds something.
    @discardableResult
    func find(within seconds: Int = 30, _ match: @escaping Match) async throws -> Entry {
        let found = await withCheckedContinuation { continuation in
            let (number, found) = state.withLock { state -> (Int, Entry?) in
                if let found = match(state.entries) { return (0, found) }
                state.nextWaiter += 1
                state.waiters[state.nextWaiter] = (match, continuation)
                return (state.nextWaiter, nil)
            }
            if let found { return continuation.resume(returning: found) }
            DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(seconds)) { [self] in
                state.withLock { $0.waiters.removeValue(forKey: number) }?.resume.resume(returning: nil)
            }
        }
        guard let found else { throw NothingCame(seen: entries) }
        return found
    }

    /// The first entry that matches; waits for it.
    @discardableResult
    func first(where match: @escaping @Sendable (Entry) -> Bool) async throws -> Entry {
        try await find { $0.first(where: match) }
    }

    /// Waits for so many text messages.
    func texts(_ count: Int) async throws {
        try await find { entries in
            let texts = entries.filter { if case .text = $0 { true } else { false } }
            return texts.count >= count ? texts.last : nil
        }
    }

    func connected(times count: Int = 1) async throws {
        try await find { entries in
            entries.filter { $0 == .connected }.count >= count ? .connected : nil
        }
    }

    func text(_ text: String) async throws { try await first { $0 == .text(text) } }

    /// The first failure.
    func failure() async throws -> FeedFailure {
        let entry = try await first { entry in
            if case .disconnected = entry { true } else { false }
        }
        guard case .disconnected(let failure, _) = entry else { throw NothingCame(seen: entries) }
        return failure
    }

    func end() async throws -> FeedEnd {
        let entry = try await first { entry in
            if case .ended = entry { true } else { false }
        }
        guard case .ended(let end) = entry else { throw NothingCame(seen: entries) }
        return end
    }
}

extension FeedClient {
    /// A client with short times, that tells `recorder` everything.
    static func make(
        _ url: String, _ recorder: FeedRecorder, credentials: FeedCredentials = FeedCredentials(),
        change: (inout Configuration) -> Void = { _ in },
        also: @escaping @Sendable (FeedEvent, FeedControl) -> Void = { _, _ in }
    ) throws -> FeedClient {
        var configuration = Configuration(endpoint: try FeedEndpoint(url)) { credentials }
        configuration.backoff = Backoff(initial: .milliseconds(10), cap: .milliseconds(50))
        configuration.tickInterval = .milliseconds(20)
        configuration.closeTimeout = .milliseconds(100)
        change(&configuration)
        return try FeedClient(configuration) { event, control in
            also(event, control)
            recorder.take(event)
        }
    }
}
