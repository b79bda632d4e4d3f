import ArgumentParser
import Monitor
import SessionRecords
import VitalsJSON
import WireText

struct ListSessions: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the sessions of the spool, in the order in which they are sent.")

    @OptionGroup var spool: SpoolOption

    @Flag(help: "Print one JSON array instead of a table.")
    var json = false

    func run() throws {
        let folder = try spool.folder()
        let sessions = try spool.sessions(in: folder)
        if json {
            Console.result(JSONValue.array(sessions.map(\.json)).text(.indented) + "\n")
        } else if sessions.isEmpty {
            Console.note("nothing waits in \(folder.path)")
        } else {
            let table = TextTable(
                header: ["session", "state", "room", "start (UTC)", "length", "last answer"], rows: sessions.map(\.row))
            Console.result(table.lines.joined(separator: "\n") + "\n")
        }
        for stray in (try? folder.strays()) ?? [] {
            Console.note("\(stray.path.printable()): \(stray.reason); the next start puts it right")
        }
        let damaged = folder.damagedNames()
        if !damaged.isEmpty {
            Console.note(
                "files that could not be read: \(damaged.count), in \(folder.damagedPath); nothing sends them. Look at them, "
                    + "and remove them: the oldest go by themselves only where the spool is full")
        }
    }
}

extension ListedSession {
    /// For scripts.
    var stateName: String {
        switch state {
        case .running: "running"
        case .orphaned: "orphaned"
        case .waiting: "waiting"
        case .refused: "refused"
        case .damaged: "damaged"
        }
    }

    fileprivate var fault: SpoolError? {
        if case .damaged(_, let error) = state { error } else { nil }
    }

    fileprivate var lastAnswer: String? {
        if let fault { return fault.description }
        return answer.map { String($0.prefix { !$0.isNewline }) }
    }

    fileprivate var row: [String] {
        let record = record?.json
        return [
            sessionID.text, stateName, (text("room", of: record) ?? room)?.printable(limit: 24) ?? "–",
            (text("start_time", of: record) ?? start.map(WallTime.rfc3339)).map { $0.prefix(19) + "Z" } ?? "–",
            length(of: record),
            (fault?.reason ?? lastAnswer)?.printable(limit: 60) ?? "–",
        ]
    }

    fileprivate var json: JSONValue {
        let record = record?.json
        return [
            "session_id": .string(sessionID.text), "state": .string(stateName),
            "room": record?["room"] ?? room.map(JSONValue.string) ?? .null,
            "start_time": record?["start_time"] ?? start.map { .string(WallTime.rfc3339($0)) } ?? .null,
            "duration_seconds": record?["duration_seconds"] ?? .null,
            "save_url": self.record?.saveURL.map { .string(SaveEndpoint.shown($0)) } ?? .null,
            "last_answer": lastAnswer.map(JSONValue.string) ?? .null,
        ]
    }

    private func text(_ key: String, of record: JSONValue?) -> String? {
        if case .string(let text)? = record?[key] { text } else { nil }
    }

    private func length(of record: JSONValue?) -> String {
        if case .number(let seconds)? = record?["duration_seconds"] { WallTime.duration(seconds: seconds) } else { "–" }
    }
}
