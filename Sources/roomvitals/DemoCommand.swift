import ArgumentParser
import HTTPPort
import LiveServer
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

    @OptionGroup var port: PortOptions

    @Flag(help: "No live view on standard error.")
    var quiet = false

    @OptionGroup var output: OutputOptions

    @OptionGroup var save: SaveOptions

    func validate() throws {
        if !(seconds > 0 && seconds <= 1e7) { throw ValidationError("--seconds must be above 0.") }
        if !(speed >= 0.1 && speed <= 60) { throw ValidationError("--speed must be between 0.1 and 60.") }
    }

    func run() throws {
        let signals = SignalWatch()
        var options = Demo.Options()
        let site = LocalPort.makeSite(version: Version.text)
        // Before anybody can ask for it.
        options.shownIn = site.show(options.room)
        let notes = NoteBoard()
        var keeping = try save.recordOptions(subject: output.participant, isLive: false)
        if save.speaker.rule == nil { keeping?.speakers = Demo.speakers }
        let record = try RecordRun(keeping, shownIn: options.shownIn, signals: signals) { notes.add($0) }
        options.keeping = record?.keeping
        let relay = try startRelay(site)
        let local = LocalPort.start(site, on: relay, more: record?.metrics)
        defer { Blocking.run { await local.shutdown() } }
        options.seconds = seconds
        options.speed = speed
        options.seed = seed
        options.subject = output.participant
        options.note = { notes.add($0) }
        let demo: Demo
        do throws(FeedFailure) {
            demo = try Demo(options, server: relay)
        } catch {
            throw ExitStatus.failed.because(error.description)
        }
        signals.onFirst { demo.interrupt() }
        let address = ListenAddress(host: local.host, port: local.number)
        notes.add("a room of five for \(WallTime.duration(seconds: seconds)); Ctrl-C ends it early")
        notes.add("watch it live at http://\(address)/")
        defer { demo.close() }
        try SessionRun(isQuiet: quiet, notes: notes, output: output, signals: signals, record: record).run {
            demo.run(watch: $0)
        }
    }

    private func startRelay(_ site: LiveSite) throws -> RelayServer {
        if let listen = port.listen, let address = try? ListenedAddress(host: listen.host, port: listen.port),
            !address.isLoopback
        {
            // Its relay asks nobody for a token.
            throw ExitStatus.usage.because("--listen \(listen): the demo plays on this machine only; take 127.0.0.1")
        }
        var configuration = Demo.relayConfiguration(speed: speed)
        configuration.port = try port.configuration()
        configuration.port.routes = { site.add(to: $0) }
        return try port.open { [configuration] address in
            try await RelayServer.start(host: address.host, port: address.port, configuration: configuration)
        }
    }
}
