import Vitals
import VitalsJSON
import WireText

/// A session's numbers as a table for people.
package struct SummaryTable {
    private let summary: SessionSummary

    package init(_ summary: SessionSummary) {
        self.summary = summary
    }

    /// The tables, with a line feed at their end; at most 80 columns for names of ordinary length.
    package var text: String {
        var lines = [heading, ""]
        lines += TextTable(header: Self.sentHeader, rows: rows.map(sent)).lines
        lines.append("")
        lines += TextTable(header: Self.receivedHeader, rows: rows.map(received)).lines
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

    private static let sentHeader = [
        "sent", "kbps", "fps", "loss %", "RTT", "jitter", "quality", "MOS", "readings", "cover %",
    ]
    private static let receivedHeader = [
        "received", "kbps", "fps", "loss %", "jitter", "freezes", "frozen s", "audio", "conceal %",
    ]

    private struct Row {
        let name: String
        let block: QualityBlock
    }

    private var rows: [Row] {
        var rows = summary.session.participants.map { participant in
            let mark = participant.identity == summary.subject ? "* " : ""
            return Row(
                name: mark + participant.identity.printable(limit: 28),
                block: QualityBlock(participant.totals(at: summary.now)))
        }
        if summary.session.othersCount > 0 {
            rows.append(
                Row(name: "(\(summary.session.othersCount) others)", block: QualityBlock(summary.session.others)))
        }
        if rows.count != 1 { rows.append(Row(name: "whole room", block: QualityBlock(summary.session.totals))) }
        return rows
    }

    private func sent(_ row: Row) -> [String] {
        let block = row.block
        return [
            row.name,
            decimal(block.uplinkVideo.bitrate.mean, 0),
            decimal(block.uplinkVideo.frameRate.mean, 1),
            decimal(block.loss.percentage, 2),
            decimal(block.roundTripTime.mean, 0),
            decimal(block.jitter.mean, 1),
            block.connectionQuality == .unknown ? "–" : block.connectionQuality.rawValue,
            decimal(block.meanOpinionScore, 2),
            String(block.totalReadings),
            decimal(block.coveragePercentage, 0),
        ]
    }

    private func received(_ row: Row) -> [String] {
        let block = row.block
        let freezes = block.downlinkVideo.freezes
        return [
            row.name,
            decimal(block.downlinkVideo.bitrate.mean, 0),
            decimal(block.downlinkVideo.frameRate.mean, 1),
            decimal(block.downlinkLoss.percentage, 2),
            decimal(block.downlinkVideo.jitter.mean, 1),
            decimal(freezes.measured ? freezes.freezeCount : nil, 0),
            decimal(freezes.measured ? freezes.freezeSeconds : nil, 1),
            decimal(block.downlinkAudio.bitrate.mean, 0),
            decimal(block.downlinkAudio.concealmentPercentage, 1),
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
        note(samples.sequenceHoles, "reports that never came")
        note(samples.duplicateReports, "doubled reports")
        note(summary.session.reportsRefused, "reports beyond the limit of participants")
        note(summary.session.statsDropped, "reports left out by the relay")
        note(summary.reconnects, "reconnects")
        if !parts.isEmpty { lines.append(parts.joined(separator: ", ")) }
        if !summary.refusedMessages.isEmpty {
            let reasons = summary.refusedMessages.map { "\($0.count) \($0.reason)" }.joined(separator: ", ")
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
