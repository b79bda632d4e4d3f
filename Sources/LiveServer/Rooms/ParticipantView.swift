package import Vitals

/// One participant at one moment: what was seen of it last, which views of many moments share, and what goes on with time.
package struct ParticipantView: Sendable {
    let seen: SeenParticipant
    package var isPresent: Bool
    /// Whether it is the monitor itself, with what it receives.
    package var isMonitor = false
    package var judgement: Judgement
    package var latest: LiveFigures
    /// Whether its newest readings are of now.
    var isFresh: Bool
    /// Seconds since the last report; `nil` before the first.
    package var lastReportAge: Double?
    /// Where it stands among all in the order of their coming, which the record keeps.
    package var place = 0
    /// What it has come to with time alone.
    let attendance: Attendance

    package var identity: String { seen.identity }
    package var sid: String? { seen.sid }
    /// What signalling says; `nil` where nothing was said.
    package var signalledQuality: ConnectionQuality? { seen.signalledQuality }
    /// Seconds that usually lie between two of its reports; `nil` until two have come.
    package var usualReportInterval: Double? { seen.usualReportInterval }

    package var totals: Totals {
        var totals = seen.totals
        totals.attendance = attendance
        return totals
    }

    /// Put together for whoever asks: few do, and not for everybody.
    package var block: QualityBlock { QualityBlock(totals) }

    package var tracks: [TrackView] {
        guard !isFresh else { return seen.tracks }
        return seen.tracks.map { track in
            var track = track
            track.now = TrackView.Now()
            return track
        }
    }
}
