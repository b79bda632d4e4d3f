import SessionStore

/// Takes sessions away that are older than they may become, in steps, so that saving goes on meanwhile.
struct Retention: Sendable {
    let site: SessionSite
    let days: Int

    /// Runs once.
    func run() async {
        let moment = site.options.wall() - Double(days) * 86_400_000
        while !Task.isCancelled {
            let gone: [SessionSummary]
            do throws(StoreFailure) {
                gone = try await site.store.deleteSessions(before: moment, limit: site.limits.retentionStep)
            } catch {
                site.counters.update { $0.retentionFailures += 1 }
                return site.note(error)
            }
            site.counters.update { $0.expired += UInt64(gone.count) }
            for summary in gone { site.events.tell(.deleted, summary, now: site.options.monotonic()) }
            guard gone.count == site.limits.retentionStep else { return }
            try? await Task.sleep(for: site.limits.retentionPause)
        }
    }
}
