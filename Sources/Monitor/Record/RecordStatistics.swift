/// What has been done for sessions' records. Counters never fall; `waiting` and `held` are of now.
package struct RecordStatistics: Sendable, Equatable {
    package var checkpoints: UInt64 = 0
    /// Checkpoints that a newer one overtook before the disk was free.
    package var checkpointsSkipped: UInt64 = 0
    package var diskFailures: UInt64 = 0
    package var transcriptLines: UInt64 = 0
    /// Lines that neither the disk nor memory could take, or that were lost on their way.
    package var transcriptLinesLost: UInt64 = 0
    /// Lines left out for the transcript's limit.
    package var transcriptLinesOmitted: UInt64 = 0
    package var saved: UInt64 = 0
    package var refused: UInt64 = 0
    /// Records that could not be sent when they were made.
    package var unsent: UInt64 = 0
    /// Records that no disk, no endpoint and no memory took: of their sessions there is what the last checkpoint has.
    package var lost: UInt64 = 0
    /// Tries that failed.
    package var failedTries: UInt64 = 0
    /// Sessions of earlier runs whose records were made at the start.
    package var recovered: UInt64 = 0
    /// Files that could not be read and were set aside.
    package var setAside: UInt64 = 0

    /// Records of earlier sessions that the endpoint did not have after the last pass over the spool.
    package var waiting = 0
    /// Records that are in memory only, because the disk and the endpoint did not take them.
    package var held = 0

    package init() {}
}
