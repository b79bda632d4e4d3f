import ArgumentParser
import HTTPPort
import Monitor
import Relay
import RoomFeed
import WireText

struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Play a whole room on this machine and watch the bot measure it.",
        discussion: """
            A relay, five participants and the bot run in this one process over real sockets on loopback. Alice's reports
            are those of a real Chromium; bob sends three simulcast layers; carol's link is narrow and loses packets; dave
            mutes, drops out and comes back; erin's camera is steady.

            Examples:
              roomvitals demo
              roomvitals demo --seconds 120 --speed 10 --json
            """)

    @Option(help: ArgumentHelp("How long the call is.", valueName: "seconds"))
    var seconds: Double = 30

    @Option(help: ArgumentHelp("How many times faster than real the call goes by, 0.1 to 60.", valueName: "times"))
    var speed: Double = 1

    @Option(help: ArgumentHelp("Draws another call.", valueName: "number"))
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp(
            "Where the relay listens; by default \(ListenAddress.default), or any free port.", valueName: "host:port"))
    var listen: ListenAddress?

    @Flag(help: "No live view on standard error.")
    var quiet = false

    @OptionGroup var output: OutputOptions

    func validate() throws {
        if !(seconds > 0 && seconds <= 1e7) { throw ValidationError("--seconds must be above 0.") }
        if !(speed >= 0.1 && speed <= 60) { throw ValidationError("--speed must be between 0.1 and 60.") }
    }

    func run() throws {
        let signals = SignalWatch()
        let server = try startRelay()
        defer { Blocking.run { await server.shutdown() } }
        let notes = NoteBoard()
        var options = Demo.Options()
        options.seconds = seconds
        options.speed = speed
        options.seed = seed
        options.subject = output.participant
        options.note = { notes.add($0) }
        let demo: Demo
        do throws(FeedFailure) {
            demo = try Demo(options, server: server)
        } catch {
            throw ExitStatus.failed.because(error.description)
        }
        signals.onFirst { demo.interrupt() }
        let address = ListenAddress(host: server.host, port: server.port)
        notes.add(
            "a room of five at ws://\(address)/rtc for \(WallTime.duration(seconds: seconds)); Ctrl-C ends it early")
        defer { demo.close() }
        try SessionRun(isQuiet: quiet, notes: notes, output: output).run { demo.run(watch: $0) }
    }

    private func startRelay() throws -> RelayServer {
        let configuration = Demo.relayConfiguration(speed: speed)
        let wanted = listen ?? .default
        var result = Self.start(wanted, configuration)
        if case .failure(.port(.cannotListen(_, _, let reason))) = result, listen == nil {
            Console.note("port \(wanted.port) is not free (\(reason)); taking another")
            result = Self.start(ListenAddress(host: wanted.host, port: 0), configuration)
        }
        switch result {
        case .success(let server): return server
        case .failure(let error): throw ExitStatus.failed.because(error.description)
        }
    }

    private static func start(
        _ address: ListenAddress, _ configuration: RelayServer.Configuration
    ) -> Result<RelayServer, RelayStartError> {
        Blocking.run {
            await RelayServer.startResult(host: address.host, port: address.port, configuration: configuration)
        }
    }
}
