import ArgumentParser
import Dispatch
import HTTPPort
import LiveServer
import Monitor
import Relay
import RoomAccess

struct RelayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "relay",
        abstract: "Run the relay that carries stats from participants to monitors.",
        discussion: """
            Participants send their getStats() reports here, monitors subscribe to them; docs/feed.md has the protocol.
            With LIVEKIT_API_KEY and LIVEKIT_API_SECRET set, everybody needs a LiveKit access token signed with them.
            Without, no token is asked for, and only addresses of this machine can be listened on.

            Examples:
              roomvitals relay
              roomvitals relay --listen 0.0.0.0:9464 --allow-host feed.example.org --allow-origin https://app.example.org
            """)

    @OptionGroup var port: PortOptions

    @Option(help: ArgumentHelp("How long a room outlives its last participant.", valueName: "seconds"))
    var emptyTimeout: Double = 20

    @Option(
        help: ArgumentHelp("Send back what comes on this path, for conformance suites.", visibility: .hidden))
    var echoPath: String?

    func validate() throws {
        if !(emptyTimeout >= 0 && emptyTimeout <= 1e6) { throw ValidationError("--empty-timeout must be 0 or more.") }
    }

    func run() throws {
        let signals = SignalWatch()
        let stop = DispatchSemaphore(value: 0)
        signals.onFirst { stop.signal() }
        var configuration = RelayServer.Configuration()
        let site = LocalPort.makeSite(version: Version.text)
        configuration.port = try port.configuration()
        configuration.port.routes = { site.add(to: $0) }
        configuration.echoPath = echoPath
        configuration.limits.emptyRoomTimeout = .seconds(emptyTimeout)
        do throws(APIKeys.Problem) {
            configuration.verifier = try APIKeys.fromEnvironment()?.verifier()
        } catch {
            throw ExitStatus.usage.because(error.description)
        }
        for key in configuration.verifier?.keysWithShortSecrets ?? [] {
            Console.note("warning: the secret of API key \(key) has fewer than 32 bytes; a longer one is safer")
        }
        let relay = try port.open { [configuration] address in
            try await RelayServer.start(host: address.host, port: address.port, configuration: configuration)
        }
        let local = LocalPort.start(site, on: relay)
        let address = ListenAddress(host: local.host, port: local.number)
        let access = configuration.verifier == nil ? "no token asked for" : "access tokens required"
        Console.note("the feed is at ws://\(address)/rtc; \(access)")
        if configuration.port.token == nil, !relay.http.isLoopback {
            Console.note("its numbers are not served beyond this machine without ROOMVITALS_API_TOKEN")
        } else {
            Console.note("its numbers are at http://\(address)/metrics")
        }
        stop.wait()
        Blocking.run { await local.shutdown() }
    }
}
