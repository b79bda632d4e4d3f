import Glibc
import Synchronization

/// How long a program waits for the locks of a spool: long where it waits for the first time, since a slow disk may be
/// all; briefly once that was in vain. A program that was stopped with a lock in hand delays another once, not at each of
/// its steps.
final class LockPatience: Sendable {
    private let hasRunOut = Atomic<Bool>(false)

    /// Takes a file's lock, and waits for whoever has it now.
    ///
    /// - Throws: with `EBUSY` where the time that the limits give ran out.
    func take(_ file: borrowing OwnedFile, _ limits: SpoolLimits) throws(SpoolError) {
        let wait = hasRunOut.load(ordering: .relaxed) ? limits.laterLockWait : limits.lockWait
        for _ in 0...Int(wait * 1e6 / Double(Self.pause)) {
            if try file.lock() {
                hasRunOut.store(false, ordering: .relaxed)
                return
            }
            usleep(Self.pause)
        }
        hasRunOut.store(true, ordering: .relaxed)
        throw SpoolError(
            file.path, "another program has held this lock for long, lslocks tells which: end it or let it go on",
            code: EBUSY)
    }

    /// The next wait is a long one again: much hangs on it.
    func renew() { hasRunOut.store(false, ordering: .relaxed) }

    /// µs between two tries.
    private static let pause: useconds_t = 10_000
}
