import Glibc

/// How many connections the process's file descriptors allow.
///
/// A process that runs out of them can accept nobody, not even to turn them away, and is woken for it again and again. So
/// fewer connections are taken than there are descriptors, and whoever comes beyond is answered and closed.
enum DescriptorBudget {
    /// Descriptors for everything that is no connection of the relay's: files, event loops, the bot's own connections.
    private static let reserve = 64

    /// Raises the process's soft limit to its hard one, and tells how many connections that leaves room for; at least 1.
    static func connections() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return .max }
        if limit.rlim_cur < limit.rlim_max {
            let raised = rlimit(rlim_cur: limit.rlim_max, rlim_max: limit.rlim_max)
            withUnsafePointer(to: raised) { raised in
                if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), raised) == 0 { limit = raised.pointee }
            }
        }
        let descriptors = Int(clamping: limit.rlim_cur)
        return max(1, descriptors - min(reserve, descriptors / 2))
    }
}
