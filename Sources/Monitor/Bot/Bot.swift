import Dispatch
import LiveKitRoom
import RoomFeed
import Synchronization

/// One room's monitor, from attach to the summary.
///
/// Everything happens on the thread of the connection to the room: messages are decoded and folded there. Other threads see
/// snapshots and ask for the end.
package final class Bot: Sendable {
    package enum Outcome: Sendable {
        /// The bot was in the room: this is what it saw.
        case attached(SessionSummary)
        /// It never got in, and was told to stop, or its time was over.
        case neverAttached(SessionSummary)
        /// It never got in, and never will.
        case refused(String)
    }

    struct Shared {
        var isInterrupted = false
        var isRoomOver = false
        var live: LiveSnapshot?
        var outcome: Outcome?
    }

    private let shared = SharedState()
    private enum Client {
        case feed(FeedClient)
        case liveKit(LiveKitConnection)
    }

    private let client = Mutex<Client?>(nil)
    private let finished = DispatchSemaphore(value: 0)
    private let options: BotOptions

    package init(_ options: BotOptions) {
        self.options = options
    }

    /// Attaches, and stays until the session is over.
    ///
    /// - Parameter watch: called on this thread at every `livePace`, with the newest snapshot if there is one.
    package func run(watch: (LiveSnapshot?) -> Void = { _ in }) -> Outcome {
        do throws(FeedFailure) {
            let started = try start()
            client.withLock { $0 = started }
        } catch {
            return .refused(error.description)
        }
        while finished.wait(timeout: .now() + options.livePace) == .timedOut {
            watch(live)
        }
        return shared.state.withLock { $0.outcome } ?? .refused("the feed client ended without a result")
    }

    /// Says goodbye to the server and waits until that is done, at most the close timeout. Call it when the outcome has
    /// been delivered.
    package func close() {
        switch client.withLock({ $0.take() }) {
        case .feed(let client): client.stop()
        case .liveKit(let connection):
            connection.stop()
            connection.waitForEnd()
        case nil: break
        }
    }

    /// Asks for the end; the summary comes out of `run`. From any thread.
    package func interrupt() {
        shared.state.withLock { $0.isInterrupted = true }
    }

    /// The server has told elsewhere that the room is over. From any thread.
    package func roomEnded() {
        shared.state.withLock { $0.isRoomOver = true }
    }

    /// The newest snapshot, from any thread.
    package var live: LiveSnapshot? { shared.state.withLock { $0.live } }

    private func start() throws(FeedFailure) -> Client {
        let service = BotService(options, shared: shared) { [finished] in finished.signal() }
        switch options.place {
        case .feed(let feed):
            return .feed(try FeedClient(feed) { event, control in service.handle(event, control) })
        case .liveKit(let room):
            return .liveKit(LiveKitConnection(room) { event, connection in service.handle(event, connection) })
        }
    }
}

/// What the service thread and the others share.
final class SharedState: Sendable {
    let state = Mutex(Bot.Shared())
}
