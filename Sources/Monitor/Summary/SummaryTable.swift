import Vitals
import VitalsJSON
import WireText

/// A session's numbers as a table for people.
package struct SummaryTable {
    private let summary: SessionSummary

    package init(_ summary: SessionSummary) {
        self.summary = summary
    }

    /// The table, with a line feed at its end.
    package var text: String {
        var lines = [heading, ""]
        lines += TextTable(header: Self.header, rows: rows).lines
        lines.append("")
        lines += notes
        return lines.joined(separator: "\n") + "\n"
    }

    private var heading: String {
        let session = summary.session
        var parts = [session.room.map { $0.name.printable(limit: 60) } ?? "session"]
        if let start = session.start { parts.append(WallTime.readable(start)) }
        parts.append(WallTime.duration(seconds: session.seconds))
        parts.append(summary.end.text)
        return parts.joined(separator: "  ·  ")
    }

    private static let header = [
        "", "kbps", "fps", "loss %", "RTT ms", "jitter ms", "quality", "MOS", "in kbps", "in fps", "in loss %",
        "readings",
        "covered %",
    ]

    private var rows: [[String]] {
        var rows = summary.session.participants.map { participant in
            let mark = participant.identity == summary.subject ? "* " : ""
            return row(
                mark + participant.identity.printable(limit: 28), QualityBlock(participant.totals(at: summary.now)))
        }
        if summary.session.othersCount > 0 {
            rows.append(row("(\(summary.session.othersCount) others)", QualityBlock(summary.session.others)))
        }
        if rows.count != 1 { rows.append(row("whole room", QualityBlock(summary.session.totals))) }
        return rows
    }

    private func row(_ name: String, _ block: QualityBlock) -> [String] {
        let sentVideo = block.uplinkVideo.readings > 0
        let receivedVideo = block.downlinkVideo.readings > 0
        return [
            name,
            decimal(sentVideo ? block.averageBitrate : nil, 0),
            decimal(sentVideo ? block.averageFrameRate : nil, 1),
            decimal(block.loss.percentage, 2),
            decimal(block.roundTripTime.mean, 0),
            decimal(block.jitter.mean, 1),
            block.connectionQuality == .unknown ? "–" : block.connectionQuality.rawValue,
            decimal(block.meanOpinionScore, 2),
            decimal(receivedVideo ? block.downlinkVideo.bitrate.mean : nil, 0),
            decimal(receivedVideo ? block.downlinkVideo.frameRate.mean : nil, 1),
            decimal(block.downlinkLoss.percentage, 2),
            String(block.totalReadings),
            decimal(block.coveragePercentage, 0),
        ]
    }

    private var notes: [String] {
        let samples = summary.session.totals.samples
        var lines: [String] = []
        if summary.session.participants.isEmpty {
            lines.append("Nobody was heard of: no participant joined or reported.")
        }
        var parts: [String] = []
        func note(_ count: UInt64, _ text: String) { if count > 0 { parts.append("\(count) \(text)") } }
        note(samples.accepted, "samples")
        note(samples.stale, "stale")
        note(samples.held, "held back")
        note(samples.gaps, "gaps")
        note(samples.resets, "counter resets")
        note(samples.stalled, "stalled")
        note(samples.refused, "refused")
        note(samples.sequenceHoles, "missing reports")
        note(samples.duplicateReports, "doubled reports")
        note(summary.session.reportsRefused, "reports beyond the limit of participants")
        note(summary.session.statsDropped, "reports left out by the relay")
        note(summary.reconnects, "reconnects")
        if !parts.isEmpty { lines.append(parts.joined(separator: ", ")) }
        if summary.refused.total > 0 {
            let reasons = summary.refused.occurred.map { "\($0.count) \($0.name)" }.joined(separator: ", ")
            lines.append("refused messages: \(reasons)")
        }
        return lines
    }
}

/// A number with a fixed count of decimals, `–` where there is none.
func decimal(_ value: Double?, _ digits: Int) -> String {
    guard let value, value.isFinite else { return "–" }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = (abs(value) * scale).rounded()
    guard scaled < 1e15 else { return "–" }
    let whole = Int(scaled)
    let sign = value < 0 && whole > 0 ? "-" : ""
    guard digits > 0 else { return sign + String(whole) }
    let fraction = String(whole % Int(scale))
    return sign + String(whole / Int(scale)) + "." + String(repeating: "0", count: digits - fraction.count) + fraction
}
