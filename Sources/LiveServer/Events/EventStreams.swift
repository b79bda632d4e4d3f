import NIOCore
import Synchronization

/// The open event streams of all rooms. Each second every reader gets its room's newest snapshot, encoded once for all.
package final class EventStreams: Sendable {
    package struct Limits: Sendable, Equatable {
        /// Open streams. More: 503.
        package var streams = 256
        /// Events that wait for one reader. More, and it is dropped: it may come back and be told what it missed.
        package var waitingEvents = 4
        /// Seconds of silence after which a comment is sent, so that proxies keep the connection.
        package var heartbeat: Double = 15

        package init() {}
    }

    package struct Statistics: Sendable, Equatable {
        package var open = 0
        package var opened: UInt64 = 0
        package var refused: UInt64 = 0
        /// Readers that did not keep up.
        package var dropped: UInt64 = 0
        package var events: UInt64 = 0
    }

    private struct Reader {
        let room: LiveRoom
        let continuation: AsyncStream<ByteBuffer>.Continuation
        var lastID: String
        /// Monotonic seconds.
        var lastSent: Double
    }

    private struct State {
        var readers: [UInt64: Reader] = [:]
        var lastReader: UInt64 = 0
        var statistics = Statistics()
        var isFinished = false
    }

    package let limits: Limits
    private let state = Mutex(State())

    package init(limits: Limits = Limits()) {
        self.limits = limits
    }

    package var statistics: Statistics {
        state.withLock { state in
            var statistics = state.statistics
            statistics.open = state.readers.count
            return statistics
        }
    }

    /// Opens a stream: first what the reader has missed, then the newest snapshot, then one each second.
    ///
    /// - Parameters:
    ///   - lastEventID: the last id that the reader saw, as it says.
    ///   - now: monotonic seconds.
    /// - Returns: `nil` where there are as many streams as there may be.
    func open(_ room: LiveRoom, after lastEventID: String?, now: Double) -> AsyncStream<ByteBuffer>? {
        let hasPlace = state.withLock { state in
            guard !state.isFinished, state.readers.count < limits.streams else {
                state.statistics.refused += 1
                return false
            }
            return true
        }
        guard hasPlace else { return nil }
        let (stream, continuation) = AsyncStream<ByteBuffer>.makeStream(
            bufferingPolicy: .bufferingOldest(limits.waitingEvents))
        let history = room.historyEvent(after: lastEventID)
        let snapshot = room.snapshot
        continuation.yield(ByteBuffer(bytes: EventText.retry + history))
        continuation.yield(ByteBuffer(bytes: snapshot.event))
        guard snapshot.view.state != .ended else {
            continuation.finish()
            return stream
        }
        let number = state.withLock { state in
            state.lastReader += 1
            state.statistics.opened += 1
            state.readers[state.lastReader] = Reader(
                room: room, continuation: continuation, lastID: snapshot.id, lastSent: now)
            return state.lastReader
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.readers.removeValue(forKey: number) }
        }
        return stream
    }

    /// Sends to everybody what is new.
    ///
    /// - Parameter now: monotonic seconds.
    func tick(now: Double) {
        var encoded: [ObjectIdentifier: (snapshot: RoomSnapshot, event: ByteBuffer)] = [:]
        for (number, reader) in state.withLock({ $0.readers }) {
            let key = ObjectIdentifier(reader.room)
            let newest: (snapshot: RoomSnapshot, event: ByteBuffer)
            if let known = encoded[key] {
                newest = known
            } else {
                let snapshot = reader.room.snapshot
                newest = (snapshot, ByteBuffer(bytes: snapshot.event))
                encoded[key] = newest
            }
            if newest.snapshot.id != reader.lastID {
                send(newest.event, to: number, id: newest.snapshot.id, now: now)
            } else if now - reader.lastSent >= limits.heartbeat {
                send(ByteBuffer(bytes: EventText.heartbeat), to: number, id: reader.lastID, now: now)
            }
            if newest.snapshot.view.state == .ended { reader.continuation.finish() }
        }
    }

    /// Ends all streams, once what waits in them is read; no others are opened.
    func finish() {
        let readers = state.withLock { state in
            state.isFinished = true
            return state.readers
        }
        for reader in readers.values { reader.continuation.finish() }
    }

    private func send(_ bytes: ByteBuffer, to number: UInt64, id: String, now: Double) {
        let continuation = state.withLock { state in
            state.readers[number]?.lastID = id
            state.readers[number]?.lastSent = now
            state.statistics.events += 1
            return state.readers[number]?.continuation
        }
        // Outside the lock, which ending a stream takes.
        if case .dropped = continuation?.yield(bytes) {
            state.withLock { $0.statistics.dropped += 1 }
            continuation?.finish()
        }
    }
}
