import NIOCore

/// The open TCP connections of a port. Confined to its event loop.
final class ConnectionTable {
    private struct Entry {
        var channel: any Channel
        var isUpgraded = false
        /// Waits for a request since that moment; `nil` while one is read or answered.
        var idleSince: NIODeadline?
    }

    private let counters: PortCounters
    private let limits: PortLimits
    private var entries: [ObjectIdentifier: Entry] = [:]
    private var upgraded = 0

    init(limits: PortLimits, counters: PortCounters) {
        self.limits = limits
        self.counters = counters
    }

    /// Keeps a connection until it closes; `false` where there is no room for it, and nobody who could give way.
    func admit(_ channel: any Channel) -> Bool {
        if entries.count >= limits.maxConnections || entries.count - upgraded >= limits.maxHTTPConnections {
            guard shedIdle() else {
                counters.refuse(PortRefusal.tooManyConnections.name)
                return false
            }
        }
        let key = ObjectIdentifier(channel)
        entries[key] = Entry(channel: channel, idleSince: .now())
        counters.update {
            $0.connections += 1
            $0.connectionsAccepted += 1
        }
        channel.closeFuture.assumeIsolated().whenComplete { _ in self.remove(key) }
        return true
    }

    func markBusy(_ channel: any Channel, _ isBusy: Bool) {
        entries[ObjectIdentifier(channel)]?.idleSince = isBusy ? nil : .now()
    }

    /// From now on whoever took it over sees to its end.
    func markUpgraded(_ channel: any Channel) {
        guard entries[ObjectIdentifier(channel)] != nil else { return }
        entries[ObjectIdentifier(channel)]?.isUpgraded = true
        entries[ObjectIdentifier(channel)]?.idleSince = nil
        upgraded += 1
        counters.update { $0.upgraded += 1 }
    }

    /// Closes connections that wait for a request.
    func closeIdle() {
        for entry in entries.values where entry.idleSince != nil { entry.channel.close(promise: nil) }
    }

    /// Closes whatever is left.
    func closeAll() {
        for entry in entries.values { entry.channel.close(promise: nil) }
    }

    /// A search through all, at the price of which a flood of idle connections keeps nobody out.
    private func shedIdle() -> Bool {
        let idle = entries.lazy.compactMap { key, entry in entry.idleSince.map { (key: key, since: $0) } }
        guard let oldest = idle.min(by: { $0.since < $1.since }), let entry = entries[oldest.key] else { return false }
        counters.refuse("idle_shed")
        remove(oldest.key)
        entry.channel.close(promise: nil)
        return true
    }

    private func remove(_ key: ObjectIdentifier) {
        guard let entry = entries.removeValue(forKey: key) else { return }
        if entry.isUpgraded { upgraded -= 1 }
        counters.update {
            $0.connections -= 1
            if entry.isUpgraded { $0.upgraded -= 1 }
        }
    }
}

@available(*, unavailable)
extension ConnectionTable: Sendable {}
