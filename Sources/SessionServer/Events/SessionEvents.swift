import HTTPPort
import NIOCore
import SessionStore
import Synchronization
import Vitals
import VitalsJSON

/// The open event streams. Each reader is told of sessions that were saved and deleted, of those that they may see.
final class SessionEvents: Sendable {
    enum Name: Sendable {
        case saved, deleted
    }

    private struct Reader {
        let caller: SessionCaller
        let reader: SessionReader
        let continuation: AsyncStream<ByteBuffer>.Continuation
        /// Monotonic seconds.
        var lastSent: Double
    }

    private struct State {
        var readers: [UInt64: Reader] = [:]
        var lastReader: UInt64 = 0
        var lastEvent: UInt64 = 0
        var isFinished = false
    }

    private let limits: SessionLimits
    private let counters: SessionCounters
    private let state = Mutex(State())

    init(limits: SessionLimits, counters: SessionCounters) {
        self.limits = limits
        self.counters = counters
    }

    /// - Parameters:
    ///   - now: monotonic seconds.
    ///   - closing: of the reader's connection, with which the stream ends.
    /// - Returns: `nil` where there are as many streams as there may be.
    func open(
        _ caller: SessionCaller, _ reader: SessionReader, now: Double, until closing: EventLoopFuture<Void>? = nil
    ) -> AsyncStream<ByteBuffer>? {
        let (stream, continuation) = AsyncStream<ByteBuffer>.makeStream(
            bufferingPolicy: .bufferingOldest(max(2, limits.waitingEvents)))
        let number: UInt64? = state.withLock { state in
            guard !state.isFinished, state.readers.count < limits.eventStreams,
                caller.user == nil
                    || state.readers.values.count(where: { $0.caller.isSameUser(as: caller) })
                        < limits.eventStreamsOfUser
            else { return nil }
            state.lastReader += 1
            state.readers[state.lastReader] = Reader(
                caller: caller, reader: reader, continuation: continuation, lastSent: now)
            return state.lastReader
        }
        guard let number else {
            counters.update { $0.eventStreamsRefused += 1 }
            return nil
        }
        continuation.onTermination = { [weak self] _ in self?.remove(number) }
        closing?.whenComplete { _ in continuation.finish() }
        counters.update {
            $0.eventStreamsOpened += 1
            $0.eventStreams += 1
        }
        continuation.yield(ByteBuffer(bytes: EventText.retry))
        return stream
    }

    private func remove(_ number: UInt64) {
        guard state.withLock({ $0.readers.removeValue(forKey: number) }) != nil else { return }
        counters.update { $0.eventStreams -= 1 }
    }

    /// Tells everybody who may see the session.
    ///
    /// - Parameter now: monotonic seconds.
    func tell(_ name: Name, _ summary: SessionSummary, now: Double) {
        let (readers, number) = state.withLock { state in
            state.lastEvent += 1
            return (state.readers.filter { summary.isVisible(to: $0.value.reader) }, state.lastEvent)
        }
        guard !readers.isEmpty else { return }
        let data = summary.json().written(numbers: .exact)
        let text =
            switch name {
            case .saved: EventText.event("saved", id: "\(number)", data: data)
            case .deleted: EventText.event("deleted", id: "\(number)", data: data)
            }
        send(ByteBuffer(bytes: text), to: readers, now: now)
    }

    private func send(_ bytes: ByteBuffer, to readers: [UInt64: Reader], now: Double) {
        for (number, reader) in readers {
            state.withLock { $0.readers[number]?.lastSent = now }
            // Outside the lock, which ending a stream takes.
            switch reader.continuation.yield(bytes) {
            case .enqueued: counters.update { $0.events += 1 }
            case .dropped:
                counters.update { $0.eventStreamsDropped += 1 }
                reader.continuation.finish()
            default: break
            }
        }
    }

    /// Says something to those that have heard nothing for a while, and ends the streams of tokens that are over.
    ///
    /// - Parameters:
    ///   - now: monotonic seconds.
    ///   - wall: seconds since 1970.
    func tick(now: Double, wall: Double) {
        let readers = state.withLock { $0.readers }
        for reader in readers.values where reader.caller.expiry.map({ $0 < wall }) ?? false {
            reader.continuation.finish()
        }
        let silent = readers.filter { now - $0.value.lastSent >= limits.heartbeat }
        send(ByteBuffer(bytes: EventText.heartbeat), to: silent, now: now)
    }

    /// Ends all streams; no others are opened.
    func finish() {
        let readers = state.withLock { state in
            state.isFinished = true
            return state.readers
        }
        for reader in readers.values { reader.continuation.finish() }
    }
}

extension SessionSummary {
    func isVisible(to reader: SessionReader) -> Bool {
        switch reader {
        case .everybody: true
        case .user(let user): userID.map(ExactText.init) == ExactText(user)
        }
    }
}
