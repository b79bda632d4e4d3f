import ArgumentParser
import Glibc
import Monitor
import WireText

/// The program: reads the command line, runs the command, and answers with an exit status that scripts can rely on.
@main
struct RoomVitals: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roomvitals",
        abstract: "A quality monitor for WebRTC rooms.",
        discussion: """
            Exit status: 0 done, 1 failed, 2 wrong usage, 3 bad input data.
            Results go to standard output, progress and messages to standard error. NO_COLOR is honoured.
            """,
        version: Version.text,
        subcommands: [
            DemoCommand.self, AttachCommand.self, RelayCommand.self, ServeCommand.self, ReplayCommand.self,
            GenerateCommand.self, SessionsCommand.self, TokenCommand.self, ConformanceCommand.self,
        ])

    static func main() {
        SignalWatch.hold()
        // A reader that goes away shows as a failed write, not as a signal that ends the session without its record.
        signal(SIGPIPE, SIG_IGN)
        // So does a file that may not grow any more: `ulimit -f`, or systemd's LimitFSIZE=.
        signal(SIGXFSZ, SIG_IGN)
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            let status = exitCode(for: error)
            let text = fullMessage(for: error)
            if status == .success {
                Console.result(text.hasSuffix("\n") ? text : text + "\n")
            } else {
                // Arguments are quoted in it, whatever they hold.
                for line in text.split(separator: "\n") { Console.draw(line.printable(limit: 1000) + "\n") }
            }
            Glibc.exit(status == .validationFailure ? ExitStatus.usage.rawValue : status.rawValue)
        }
    }
}

/// The statuses that the program ends with, beside 0.
enum ExitStatus: Int32 {
    case failed = 1
    case usage = 2
    case badData = 3

    /// Says why on standard error and ends the command.
    func because(_ text: String) -> ExitCode {
        Console.note(text)
        return code
    }

    /// Ends the command; why has been said.
    var code: ExitCode { ExitCode(rawValue) }
}
