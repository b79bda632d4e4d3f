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
        case disconnected(FeedFailure, retryIn: Duration?)
        case ended(FeedEnd)
    }

    struct NothingCame: Error, CustomStringConvertible {
        var seen: [Entry]
        var description: String { "awaited in vain; came: \(seen.suffix(8))" }
    }

    private struct State {
        var entries: [Entry] = []
        var ticks = 0
        var waiters: [Int: (start: Int, match: @Sendable (Entry) -> Bool, resume: CheckedContinuation<Entry?, Never>)] =
            [:]
        var nextWaiter = 0
    }

    private let state = Mutex(State())

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
    var ticks: Int { state.withLock { $0.ticks } }

    func take(_ event: FeedEvent) {
        switch event {
        case .connecting(let attempt): add(.connecting(attempt))
        case .connected: add(.connected)
        case .text(let bytes): add(.text(String(decoding: bytes, as: UTF8.self)))
        case .binary(let bytes): add(.binary(Array(bytes)))
        case .tick: state.withLock { $0.ticks += 1 }
        case .disconnected(let failure, let retryIn): add(.disconnected(failure, retryIn: retryIn))
        case .ended(let end): add(.ended(end))
        }
    }

    private func add(_ entry: Entry) {
        let ready = state.withLock { state in
            state.entries.append(entry)
            let ready = state.waiters.filter { $0.value.match(entry) }
            for key in ready.keys { state.waiters[key] = nil }
            return ready.values.map(\.resume)
        }
        for waiter in ready { waiter.resume(returning: entry) }
    }

    /// The first entry that matches, from the one with number `start` on; waits for it.
    @discardableResult
    func first(
        from start: Int = 0, within seconds: Int = 30, where match: @escaping @Sendable (Entry) -> Bool
    ) async throws -> Entry {
        let found = await withCheckedContinuation { continuation in
            let (number, found) = state.withLock { state -> (Int, Entry?) in
                if let found = state.entries.dropFirst(start).first(where: match) { return (0, found) }
                state.nextWaiter += 1
                state.waiters[state.nextWaiter] = (start, match, continuation)
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

    func connected(from start: Int = 0) async throws { try await first(from: start) { $0 == .connected } }

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
        configuration.closeTimeout = .milliseconds(500)
        change(&configuration)
        return try FeedClient(configuration) { event, control in
            also(event, control)
            recorder.take(event)
        }
    }
}
