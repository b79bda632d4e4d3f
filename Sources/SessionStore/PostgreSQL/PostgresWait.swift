import Glibc

/// Waits for a connection's socket, no longer than a statement may take: libpq's own waiting has no end.
struct PostgresWait {
    /// Between two looks at whether the store is to close.
    private static let slice: Duration = .milliseconds(200)

    private let end: ContinuousClock.Instant
    private let hurry: PostgresHurry

    init(_ limit: Duration, _ hurry: PostgresHurry) {
        end = .now + limit
        self.hurry = hurry
    }

    /// Returns when something can be read or, where that is asked for, written.
    ///
    /// - Throws: `tooSlow` where nothing was in time.
    func wait(for socket: Int32, toWrite: Bool) throws(StoreFailure) {
        guard socket >= 0 else { return }
        while true {
            let last = min(end, hurry.deadline ?? end)
            let left = last - .now
            guard left > .zero else { throw StoreFailure(.tooSlow, "the server does not answer") }
            var entry = pollfd(fd: socket, events: Int16(POLLIN | (toWrite ? POLLOUT : 0)), revents: 0)
            let milliseconds = Int32((min(left, Self.slice) / .milliseconds(1)).rounded(.up))
            // Interrupted: once more.
            if poll(&entry, 1, milliseconds) > 0 { return }
        }
    }
}
