/// The bounds of a spool folder.
package struct SpoolLimits: Sendable, Equatable {
    /// Bytes of all files together. Beyond it, what was refused or damaged goes, oldest first; then no further record is
    /// taken in. What waits to be sent is never removed to make room.
    package var bytes: Int
    /// Bytes of one file; a longer one is set aside unread.
    package var fileBytes: Int

    package init(bytes: Int = 256 << 20, fileBytes: Int = 64 << 20) {
        self.bytes = bytes
        self.fileBytes = fileBytes
    }
}
