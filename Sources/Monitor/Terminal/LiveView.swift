import Vitals
import WireText

/// The live numbers on standard error: redrawn in place on a terminal, a plain line now and then elsewhere.
package struct LiveView: ~Copyable {
    /// Seconds between plain lines.
    private static let plainPace: Double = 5

    private let isTerminal: Bool
    private let mayColour: Bool
    private var drawnLines = 0
    private var nextPlain: Double = 0

    package init(isTerminal: Bool = Console.canRedraw, mayColour: Bool = Console.mayColour) {
        self.isTerminal = isTerminal
        self.mayColour = mayColour
    }

    package mutating func show(_ snapshot: LiveSnapshot) {
        if isTerminal {
            redraw(snapshot)
        } else if snapshot.seconds >= nextPlain, !snapshot.rows.isEmpty {
            nextPlain = snapshot.seconds + Self.plainPace
            Console.draw(Self.plainLine(snapshot))
        }
    }

    /// Forgets what is drawn, so that other output may follow below it.
    package mutating func clear() {
        guard drawnLines > 0 else { return }
        Console.draw("\u{1B}[\(drawnLines)A\u{1B}[J")
        drawnLines = 0
    }

    private mutating func redraw(_ snapshot: LiveSnapshot) {
        let width = Console.width
        let lines = Self.lines(snapshot).map { $0.clipped(to: width - 1) }
        var text = drawnLines > 0 ? "\u{1B}[\(drawnLines)A" : ""
        for (index, line) in lines.enumerated() {
            let isHeading = index < 2
            text += "\u{1B}[K" + (mayColour && isHeading ? "\u{1B}[1m\(line)\u{1B}[0m" : line) + "\n"
        }
        text += "\u{1B}[J"
        drawnLines = lines.count
        Console.draw(text)
    }

    static func lines(_ snapshot: LiveSnapshot) -> [String] {
        let state =
            switch snapshot.phase {
            case .waiting: "waiting"
            case .attached: "live"
            case .detached: "connection lost"
            case .ended: "ended"
            }
        let rows = snapshot.rows.map { row in
            [
                row.identity.printable(limit: 20),
                decimal(row.sent.kbps, 0), decimal(row.averageKbps, 0),
                decimal(row.sent.framesPerSecond, 0), decimal(row.averageFrameRate, 0),
                decimal(row.lossPercentage, 2), decimal(row.roundTripTime, 0),
                row.isPresent ? (row.quality.map(\.rawValue) ?? "–") : "left", String(row.readings),
            ]
        }
        let more = snapshot.participantCount - snapshot.rows.count
        let table = TextTable(
            header: ["participant", "kbps", "avg", "fps", "avg", "loss %", "RTT ms", "quality", "readings"], rows: rows)
        return ["\(state)  \(WallTime.duration(seconds: snapshot.seconds))  \(snapshot.reports) reports"] + table.lines
            + (more > 0 ? ["… and \(more) more"] : [])
    }

    static func plainLine(_ snapshot: LiveSnapshot) -> String {
        let rows = snapshot.rows.map { row in
            row.identity.printable(limit: 20)
                + (row.isPresent
                    ? " \(decimal(row.sent.kbps, 0)) kbps \(decimal(row.sent.framesPerSecond, 0)) fps"
                        + " \(decimal(row.lossPercentage, 2)) % loss \(decimal(row.roundTripTime, 0)) ms" : " left")
        }
        return "[\(WallTime.duration(seconds: snapshot.seconds))] " + rows.joined(separator: " | ") + "\n"
    }
}

extension String {
    func clipped(to width: Int) -> String {
        count <= width ? self : String(prefix(max(0, width - 1))) + "…"
    }
}
