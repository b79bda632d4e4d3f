import NIOCore

/// The open TCP connections of a relay. Confined to its event loop.
final class ChannelTable {
    private struct Entry {
        var channel: any Channel
        var isWebSocket: Bool
    }

    private let counters: RelayCounters
    private var entries: [ObjectIdentifier: Entry] = [:]
    private var whenEmpty: EventLoopPromise<Void>?

    init(counters: RelayCounters) {
        self.counters = counters
    }

    var count: Int { entries.count }

    /// Keeps a connection until it closes.
    func add(_ channel: any Channel) {
        let key = ObjectIdentifier(channel)
        entries[key] = Entry(channel: channel, isWebSocket: false)
        counters.update {
            $0.connections += 1
            $0.connectionsAccepted += 1
        }
        channel.closeFuture.assumeIsolated().whenComplete { _ in self.remove(key) }
    }

    /// From now on the WebSocket service sees to its end.
    func markUpgraded(_ channel: any Channel) {
        entries[ObjectIdentifier(channel)]?.isWebSocket = true
    }

    /// Closes connections that no WebSocket runs on; done when the others have closed too.
    func closeIdle(on eventLoop: any EventLoop) -> EventLoopFuture<Void> {
        for entry in entries.values where !entry.isWebSocket { entry.channel.close(promise: nil) }
        guard !entries.isEmpty else { return eventLoop.makeSucceededVoidFuture() }
        let promise = whenEmpty ?? eventLoop.makePromise(of: Void.self)
        whenEmpty = promise
        return promise.futureResult
    }

    /// Closes whatever is left.
    func closeAll() {
        for entry in entries.values { entry.channel.close(promise: nil) }
    }

    private func remove(_ key: ObjectIdentifier) {
        guard entries.removeValue(forKey: key) != nil else { return }
        counters.update { $0.connections -= 1 }
        if entries.isEmpty {
            whenEmpty?.succeed()
            whenEmpty = nil
        }
    }
}

@available(*, unavailable)
extension ChannelTable: Sendable {}
