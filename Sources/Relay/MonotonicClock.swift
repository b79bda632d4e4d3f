import Glibc
import NIOCore

/// Time that never jumps, from somewhere in the past.
enum MonotonicClock {
    static var now: Duration {
        .nanoseconds(Int64(clamping: NIODeadline.now().uptimeNanoseconds))
    }
}

/// The time of day.
enum WallClock {
    /// Seconds since 1970.
    static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Whole milliseconds since 1970.
    static var milliseconds: Double { (now * 1000).rounded(.down) }
}
