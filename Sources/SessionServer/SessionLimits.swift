/// Every bound of the sessions API, with its default. What each turned away is counted in `SessionStatistics`.
package struct SessionLimits: Sendable, Equatable {
    /// Bytes of a session that is saved. More: 413.
    package var bodyBytes = 16_777_216
    package var userIDBytes = 255
    package var roomBytes = 255
    package var endReasonBytes = 64
    package var transcriptLines = 100_000
    /// Bytes of one line of a transcript.
    package var textBytes = 65_536
    /// Seconds of a session.
    package var durationSeconds = 100_000_000
    /// Levels of objects and arrays, and how many of them.
    package var depth = 64
    package var containers = 500_000
    /// Faults that one answer lists.
    package var listedFaults = 100
    /// Sessions of a page, and the usual number of them.
    package var pageSize = 200
    package var usualPageSize = 50
    /// Bytes of what is looked for.
    package var searchBytes = 1_024
    /// Saves a second of one user, and how many of them at once. More: 429.
    package var savesPerSecond = 20.0
    package var saveBurst = 100.0
    /// Users whose saves are counted at one moment; of more, those that have been idle longest are forgotten.
    package var countedUsers = 10_000
    /// Bytes of answers with sessions that wait for their readers at one moment. More: 503.
    package var answerBytes = 268_435_456
    /// Of them, those of one user. More: 429. One answer there may always be.
    package var answerBytesOfUser = 67_108_864
    /// Open event streams, and those of one user. More: 503.
    package var eventStreams = 256
    package var eventStreamsOfUser = 16
    /// Events that wait for one reader. More, and it is dropped: it reads the list again.
    package var waitingEvents = 64
    /// For the store to say that it is ready.
    package var readinessTimeout: Duration = .seconds(3)
    /// Seconds of silence after which a comment is sent, so that proxies keep the connection.
    package var heartbeat = 15.0
    /// Sessions that retention takes away in one go, and the pause until the next.
    package var retentionStep = 500
    package var retentionPause: Duration = .milliseconds(100)
    package var retentionInterval: Duration = .seconds(3_600)

    package init() {}
}
