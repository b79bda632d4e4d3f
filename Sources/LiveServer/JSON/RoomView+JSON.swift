import Vitals
import VitalsJSON
import WireText

extension RoomView {
    /// Participants in a room's object; `participants_omitted` says how many more there are.
    static let rowLimit = 1_000
    /// Participants in an event.
    static let eventRowLimit = 200

    /// The path that names the room.
    package var path: String { "/v1/rooms/" + PercentEncoding.segment(name) }

    /// The room's object, without its braces.
    func write(to text: inout JSONText, rows: Int) {
        text.member("name", name)
        text.member("sid", sid)
        text.member("state", state.rawValue)
        text.member("end_reason", endReason)
        text.member("snapshot", count: snapshot)
        text.member("updated_at", now.map(WallTime.rfc3339))
        writeTimes(to: &text)
        writeCounts(to: &text)
        text.member("verdict") { verdict.write(to: &$0) }
        text.member("now") { latest.write(to: &$0, ofRoom: true) }
        text.member("average") { block.writeAverages(to: &$0) }
        let path = path
        text.member("participants", participants.prefix(rows)) { text, participant in
            text.object { participant.writeRow(to: &$0, room: path, now: now) }
        }
        text.member("participants_omitted", count: participants.count - rows)
        text.member("samples") { block.samples.write(to: &$0) }
        text.member("refused") { writeRefused(to: &$0) }
        text.member("freshness") {
            $0.member("newest_report_age_seconds", freshness.newestReportAge)
            $0.member("usual_interval_seconds", freshness.usualInterval)
        }
        text.member("bot") { health.write(to: &$0) }
        text.key("save")
        if let save { text.object { save.write(to: &$0) } } else { text.null() }
    }

    /// The room's line in the list of rooms.
    func writeListed(to text: inout JSONText) {
        text.member("name", name)
        text.member("state", state.rawValue)
        text.member("participants_present", count: presentCount)
        text.member("participants_known", count: knownCount)
        writeTimes(to: &text)
        text.member("verdict") { verdict.writeBrief(to: &$0) }
        text.member("url", path)
    }

    private func writeTimes(to text: inout JSONText) {
        text.member("start_time", start.map(WallTime.rfc3339))
        text.member("duration_seconds", seconds)
    }

    private func writeCounts(to text: inout JSONText) {
        text.member("participants_present", count: presentCount)
        text.member("participants_known", count: knownCount)
        text.member("participants_others", count: othersCount)
    }

    private func writeRefused(to text: inout JSONText) {
        text.member("reports", count: reportsRefused)
        text.member("entries") { text in
            for reason in EntryRefusal.allCases {
                if let count = block.samples.refusals[reason] { text.member(reason.name, count: count) }
            }
        }
        text.member("messages") { text in
            for (reason, count) in health.refusedMessages { text.member(reason, count: count) }
        }
        text.member("unknown_messages", count: unknownMessages)
        text.member("stats_dropped", count: statsDropped)
    }
}

extension SaveReport {
    fileprivate func write(to text: inout JSONText) {
        text.member("state", state.rawValue)
        text.member("session_id", sessionID)
        text.member("text", self.text)
    }
}

extension SampleCounts {
    fileprivate func write(to text: inout JSONText) {
        text.member("accepted", count: accepted)
        text.member("stale", count: stale)
        text.member("held", count: held)
        text.member("gaps", count: gaps)
        text.member("resets", count: resets)
        text.member("stalled", count: stalled)
        text.member("refused", count: refused)
        text.member("sequence_holes", count: sequenceHoles)
        text.member("duplicate_reports", count: duplicateReports)
    }
}

extension BotHealth {
    fileprivate func write(to text: inout JSONText) {
        text.member("connects", count: connects)
        text.member("reconnects", count: reconnects)
        text.member("messages_received", count: messagesReceived)
        text.member("bytes_received", count: bytesReceived)
        text.member("ping_timeouts", count: pingTimeouts)
        text.member("sends_dropped", count: sendsDropped)
        text.member("last_message_age_seconds", lastMessageAge)
        text.member("fold_seconds", foldSeconds)
    }
}
