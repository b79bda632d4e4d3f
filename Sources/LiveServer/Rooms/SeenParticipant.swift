import Vitals

/// What a participant said and what was said of it, as of the last time that anything was: plain numbers, which hold on to
/// nothing of the session.
final class SeenParticipant: Sendable {
    let identity: String
    let sid: String?
    let revision: UInt64
    let isPresent: Bool
    let signalledQuality: ConnectionQuality?
    /// ms on the session's clock of the last report; `nil` before the first.
    let lastReport: Double?
    let usualReportInterval: Double?
    /// But for the attendance as they were then.
    let totals: Totals
    let attendance: AttendanceClock
    /// As they are while it is fresh.
    let latest: LiveFigures
    let tracks: [TrackView]

    /// - Parameter totals: the participant's.
    init(_ participant: Participant, _ totals: Totals) {
        identity = participant.identity
        sid = participant.sid.isEmpty ? nil : participant.sid
        revision = participant.revision
        isPresent = participant.isPresent
        lastReport = participant.lastReport
        attendance = participant.attendance
        signalledQuality = participant.qualityLevel
        usualReportInterval = participant.usualReportInterval
        self.totals = totals
        latest = LiveFigures(participant)
        tracks = participant.tracks.map { TrackView($0, isFresh: true) }
    }
}
