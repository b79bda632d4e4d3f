// `timespec` belongs to whichever C module the compiler met first; once libdispatch's is in the build, to that.
import CDispatch
import Glibc

/// The clocks that the shell of the program reads; everything inside takes time as a parameter.
package enum Clock {
    /// Seconds since some fixed moment, unmoved by changes of the date.
    package static var monotonic: Double { read(CLOCK_MONOTONIC) }

    /// ms since 1970.
    package static var wall: Double { read(CLOCK_REALTIME) * 1000 }

    private static func read(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
