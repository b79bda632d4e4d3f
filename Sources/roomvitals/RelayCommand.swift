import ArgumentParser
import HTTPPort
import Dispatch
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

    @Option(help: ArgumentHelp("Where to listen; port 0 is any free one.", valueName: "host:port"))
    var listen: ListenAddress = .default

    @Option(help: ArgumentHelp("Answer to this host name too; repeatable.", valueName: "host"))
    var allowHost: [String] = []

    @Option(help: ArgumentHelp("Let pages of this origin open the feed; repeatable, * is any.", valueName: "origin"))
    var allowOrigin: [String] = []

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
        configuration.port.allowedHosts = allowHost
        configuration.port.allowedOrigins = allowOrigin
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
        let server: RelayServer
        switch Blocking.run({ [listen, configuration] in
            await RelayServer.startResult(host: listen.host, port: listen.port, configuration: configuration)
        }) {
        case .success(let started): server = started
        case .failure(let error): throw ExitStatus.failed.because(error.description)
        }
        let access = configuration.verifier == nil ? "no token asked for" : "access tokens required"
        Console.note("the feed is at ws://\(ListenAddress(host: server.host, port: server.port))/rtc; \(access)")
        stop.wait()
        Blocking.run { await server.shutdown() }
    }
}

extension RelayServer {
    /// `start` as a value, which crosses threads where a typed error does not.
    static func startResult(
        host: String, port: Int, configuration: Configuration
    ) async -> Result<RelayServer, RelayStartError> {
        do throws(RelayStartError) {
            return .success(try await start(host: host, port: port, configuration: configuration))
        } catch {
            return .failure(error)
        }
    }
}
