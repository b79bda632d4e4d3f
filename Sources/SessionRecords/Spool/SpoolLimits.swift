/// The bounds of a spool folder.
package struct SpoolLimits: Sendable, Equatable {
    /// Bytes of all files together. Beyond it, what was refused or damaged goes, oldest first; then no further record is
    /// taken in. What waits to be sent is never removed to make room.
    package var bytes: Int
    /// Bytes of one file; a longer one is set aside unread.
    package var fileBytes: Int
    /// Seconds that a program waits for a lock which another one holds.
    package var lockWait: Double
    /// The same once a wait was in vain, until a lock is had again.
    package var laterLockWait: Double

    package init(
        bytes: Int = 256 << 20, fileBytes: Int = 64 << 20, lockWait: Double = 10, laterLockWait: Double = 0.25
    ) {
        self.bytes = bytes
        self.fileBytes = fileBytes
        self.lockWait = lockWait
        self.laterLockWait = laterLockWait
    }
}
