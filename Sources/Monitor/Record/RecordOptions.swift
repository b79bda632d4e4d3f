package import SessionRecords

/// How a session's record is kept and where it goes.
package struct RecordOptions: Sendable {
    /// ms for which a program may be gone for its session to be gone on with: after that, a room of the same name is
    /// another call.
    package static let longestAbsence: Double = 3_600_000

    package var folder: SpoolFolder
    /// `nil`: the record stays in the spool until somebody sends it.
    package var sender: RecordSender?
    /// From the command line; they stand before those of the room's metadata.
    package var ids = SessionIDs()
    package var speakers = SpeakerRule.standard
    /// Whose numbers stand first; `nil` for the whole room's.
    package var subject: String?
    package var transcript = TranscriptLimits()
    /// Whether a session gives way to another one of this spool that has its id. Not where a recording is published again
    /// on purpose.
    package var claimsIDs = true
    /// Whether the session goes on while its record is made, so that there are checkpoints of it.
    package var hasCheckpoints = true
    /// Whether there is a record of a session to which nobody came.
    package var savesEmptySessions = true
    /// Whether the save endpoint may refuse records that name no user.
    package var asksForUserID = true
    /// Seconds between checkpoints.
    package var checkpointInterval: Double = 5

    package init(folder: SpoolFolder, sender: RecordSender? = nil) {
        self.folder = folder
        self.sender = sender
    }

    package var saveURL: String? { sender?.endpoint.url }
}
