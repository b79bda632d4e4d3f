import CLibwebsockets
import Synchronization

/// Where other threads leave their wishes for a service thread, and find its statistics.
final class FeedInbox: Sendable {
    struct Stop: Sendable {
        var code: UInt16
        var reason: String
    }

    /// Everything that waits, but for the messages to send.
    struct Wishes: Sendable {
        var stop: Stop?
        var pings: (interval: Duration, timeout: Duration)?
        var lookup: (attempt: UInt64, outcome: AddressLookup.Outcome)?
        var hasMessages: Bool
    }

    private struct State: ~Copyable {
        /// The context to wake, by address; 0 before the service has one and after.
        var context: UInt = 0
        var isConnected = false
        var queue: SendQueue
        var stop: Stop?
        var pings: (interval: Duration, timeout: Duration)?
        var lookup: (attempt: UInt64, outcome: AddressLookup.Outcome)?
        var statistics = FeedStatistics()

        /// Called with the lock held: the context cannot be destroyed meanwhile.
        func wake() {
            guard let context = OpaquePointer(bitPattern: context) else { return }
            lws_cancel_service(context)
        }
    }

    private let state: Mutex<State>

    init(limits: FeedClient.Limits) {
        state = Mutex(
            State(queue: SendQueue(byteLimit: limits.sendQueueBytes, messageLimit: limits.sendQueueMessages)))
    }

    func send(_ message: SendQueue.Message) -> Bool {
        state.withLock { state in
            guard state.isConnected, state.stop == nil, state.queue.append(message) else {
                state.statistics.sendsDropped += 1
                return false
            }
            if state.queue.count == 1 { state.wake() }
            return true
        }
    }

    func stop(code: UInt16, reason: String) {
        state.withLock { state in
            guard state.stop == nil else { return }
            state.stop = Stop(code: code, reason: reason)
            state.wake()
        }
    }

    func setPings(interval: Duration, timeout: Duration) {
        state.withLock { state in
            state.pings = (interval, timeout)
            state.wake()
        }
    }

    func deliver(_ outcome: AddressLookup.Outcome, of attempt: UInt64) {
        state.withLock { state in
            state.lookup = (attempt, outcome)
            state.wake()
        }
    }

    var statistics: FeedStatistics { state.withLock { $0.statistics } }
}

// For the service thread.
extension FeedInbox {
    /// Lets other threads wake the context, or no longer.
    func attach(_ context: OpaquePointer?) {
        let address = context.map { UInt(bitPattern: $0) } ?? 0
        state.withLock { $0.context = address }
    }

    func takeWishes() -> Wishes {
        state.withLock { state in
            defer { (state.pings, state.lookup) = (nil, nil) }
            return Wishes(
                stop: state.stop, pings: state.pings, lookup: state.lookup, hasMessages: !state.queue.isEmpty)
        }
    }

    func nextMessage() -> SendQueue.Message? { state.withLock { $0.queue.popFirst() } }

    var messageCount: Int { state.withLock { $0.queue.count } }

    /// What was queued for a connection is not for the next one, whose first words are its owner's to choose.
    func setConnected(_ isConnected: Bool) {
        state.withLock { state in
            state.isConnected = isConnected
            if !isConnected { state.statistics.sendsDropped += UInt64(state.queue.removeAll()) }
        }
    }

    func count(_ change: (inout FeedStatistics) -> Void) {
        state.withLock { change(&$0.statistics) }
    }
}
