import Synchronization
import Vitals

/// Limits how often each user saves: so many at once, so many a second.
final class SaveRates: Sendable {
    private struct Bucket {
        var level: Double
        /// Monotonic seconds.
        var last: Double
    }

    private let limits: SessionLimits
    private let buckets = Mutex<[ExactText: Bucket]>([:])

    init(limits: SessionLimits) { self.limits = limits }

    /// Takes one of the user's saves.
    ///
    /// - Returns: seconds to wait where there is none left; `nil` where it was taken.
    func take(_ user: String, now: Double) -> Double? {
        let user = ExactText(user)
        return buckets.withLock { buckets in
            if buckets[user] == nil, buckets.count >= limits.countedUsers { forget(in: &buckets, now: now) }
            var bucket = buckets[user] ?? Bucket(level: limits.saveBurst, last: now)
            bucket.level = level(of: bucket, now: now)
            bucket.last = max(bucket.last, now)
            let isThere = bucket.level >= 1
            if isThere { bucket.level -= 1 }
            buckets[user] = bucket
            return isThere ? nil : (1 - bucket.level) / max(limits.savesPerSecond, 0.001)
        }
    }

    private func level(of bucket: Bucket, now: Double) -> Double {
        min(limits.saveBurst, bucket.level + max(0, now - bucket.last) * limits.savesPerSecond)
    }

    /// Full buckets are as good as none; should there be no full one, the half that was idle longest goes.
    private func forget(in buckets: inout [ExactText: Bucket], now: Double) {
        buckets = buckets.filter { level(of: $0.value, now: now) < limits.saveBurst }
        guard buckets.count >= limits.countedUsers else { return }
        for (user, _) in buckets.sorted(by: { $0.value.last < $1.value.last }).prefix(buckets.count / 2 + 1) {
            buckets[user] = nil
        }
    }
}
