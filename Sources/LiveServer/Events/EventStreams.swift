import HTTPPort
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
        /// Streams that are being opened.
        var places = 0
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
    ///   - closing: of the reader's connection, with which the stream ends.
    /// - Returns: `nil` where there are as many streams as there may be.
    func open(
        _ room: LiveRoom, after lastEventID: String?, now: Double, until closing: EventLoopFuture<Void>? = nil
    ) -> AsyncStream<ByteBuffer>? {
        guard takePlace() else { return nil }
        let (stream, continuation) = AsyncStream<ByteBuffer>.makeStream(
            bufferingPolicy: .bufferingOldest(max(2, limits.waitingEvents)))
        while true {
            let snapshot = room.snapshot
            let history = room.historyEvent(after: lastEventID, at: snapshot)
            let first = [ByteBuffer(bytes: EventText.retry + history), snapshot.event]
            let staysOpen: Bool? = state.withLock { state in
                // A snapshot that came meanwhile would never be sent, and its point be missed: once more from its side.
                guard room.snapshot === snapshot else { return nil }
                for event in first { continuation.yield(event) }
                state.places -= 1
                state.statistics.opened += 1
                state.statistics.events += UInt64(first.count)
                guard !snapshot.view.isLast, !state.isFinished else { return false }
                state.lastReader += 1
                state.readers[state.lastReader] = Reader(
                    room: room, continuation: continuation, lastID: snapshot.id, lastSent: now)
                continuation.onTermination = { [weak self, number = state.lastReader] _ in
                    self?.state.withLock { $0.readers[number] = nil }
                }
                return true
            }
            guard let staysOpen else { continue }
            // A room that has ended says no more.
            if !staysOpen { continuation.finish() }
            closing?.whenComplete { _ in continuation.finish() }
            return stream
        }
    }

    /// Takes one of the places until its reader is known.
    private func takePlace() -> Bool {
        state.withLock { state in
            guard !state.isFinished, state.readers.count + state.places < limits.streams else {
                state.statistics.refused += 1
                return false
            }
            state.places += 1
            return true
        }
    }

    /// Sends to everybody what is new.
    ///
    /// - Parameters:
    ///   - now: monotonic seconds.
    ///   - isShown: whether a room is shown still; the streams of one that is not end.
    func tick(now: Double, isShown: (LiveRoom) -> Bool = { _ in true }) {
        var rooms: [ObjectIdentifier: News] = [:]
        for (number, reader) in state.withLock({ $0.readers }) {
            let key = ObjectIdentifier(reader.room)
            let news = rooms[key] ?? News(of: reader.room, isLast: !isShown(reader.room))
            rooms[key] = news
            if news.id != reader.lastID {
                send(news.event, to: number, id: news.id, now: now)
            } else if now - reader.lastSent >= limits.heartbeat {
                send(Self.heartbeat, to: number, id: reader.lastID, now: now)
            }
            if news.isLast { reader.continuation.finish() }
        }
    }

    /// What a tick has for the readers of one room, encoded once.
    private struct News {
        let id: String
        let event: ByteBuffer
        let isLast: Bool

        init(of room: LiveRoom, isLast: Bool) {
            let snapshot = room.snapshot
            id = snapshot.id
            event = snapshot.event
            self.isLast = isLast || snapshot.view.isLast
        }
    }

    private static let heartbeat = ByteBuffer(bytes: EventText.heartbeat)

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
            return state.readers[number]?.continuation
        }
        // Outside the lock, which ending a stream takes.
        switch continuation?.yield(bytes) {
        case .enqueued: state.withLock { $0.statistics.events += 1 }
        case .dropped:
            state.withLock { $0.statistics.dropped += 1 }
            continuation?.finish()
        default: break
        }
    }
}
