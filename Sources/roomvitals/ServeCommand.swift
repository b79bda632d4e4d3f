import ArgumentParser
import Dispatch
import HTTPPort
import LiveKitAPI
import Monitor
import Relay
import RoomAccess
import SessionServer
import SessionStore
import Synchronization

struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Keep finished sessions: the sessions API, the history page and a relay.",
        discussion: """
            Recorders save sessions here, users look at theirs; docs/sessions.md has the API. The feed's relay is on the
            same port. With LIVEKIT_API_KEY and LIVEKIT_API_SECRET set, everybody needs an access token signed with them,
            whose sub is the user. Without, everybody on this machine sees everything, and only addresses of this machine
            can be listened on.

            With --livekit a hidden monitor is in every room of the LiveKit server at LIVEKIT_URL, its sessions are saved
            here, and its rooms are looked at live at /rooms. The server's webhooks, to /livekit/webhook, make it quick;
            docs/livekit.md has the rest.

            The store is a file, or a PostgreSQL database; PGPASSWORD and ~/.pgpass keep its password off the command line.

            Examples:
              roomvitals serve
              roomvitals serve --store /var/lib/roomvitals/sessions.sqlite --keep-days 90
              roomvitals serve --listen 0.0.0.0:9464 --allow-host sessions.example.org --store postgres://roomvitals@db/sessions
              roomvitals serve --livekit --url wss://livekit.example.org
            """)

    @OptionGroup var port: PortOptions

    @Option(
        help: ArgumentHelp(
            "Where sessions are kept: a file's path, sqlite:PATH or postgres://…; also ROOMVITALS_STORE. By default "
                + "roomvitals/sessions.sqlite in $XDG_STATE_HOME or ~/.local/state.", valueName: "place"))
    var store: String?

    @Option(help: ArgumentHelp("Delete sessions that are older; by default none are.", valueName: "days"))
    var keepDays: Int?

    @Option(help: ArgumentHelp("Bytes of the largest session that is taken.", valueName: "bytes"))
    var maxBody: Int = SessionLimits().bodyBytes

    @OptionGroup(title: "Rooms of a LiveKit server") var fleet: FleetOptions

    func validate() throws {
        if let keepDays, !(1...100_000).contains(keepDays) {
            throw ValidationError("--keep-days must be from 1 to 100000 days.")
        }
        if !(1_024...1 << 30).contains(maxBody) {
            throw ValidationError("--max-body must be from 1024 to \(1 << 30) bytes.")
        }
    }

    func run() throws {
        let signals = SignalWatch()
        let stop = DispatchSemaphore(value: 0)
        let isBroken = Atomic<Bool>(false)
        signals.onFirst { stop.signal() }
        var relay = RelayServer.Configuration()
        relay.port = try port.configuration()
        let keys: APIKeys?
        do throws(APIKeys.Problem) {
            keys = try APIKeys.fromEnvironment()
            relay.verifier = try keys?.verifier()
        } catch {
            throw ExitStatus.usage.because(error.description)
        }
        for key in relay.verifier?.keysWithShortSecrets ?? [] {
            Console.note("warning: the secret of API key \(key) has fewer than 32 bytes; a longer one is safer")
        }
        var options = SessionSite.Options(
            version: Version.text, monotonic: { Clock.monotonic }, wall: { Clock.wall }, note: { Console.note($0) })
        options.verifier = relay.verifier
        options.keepDays = keepDays
        options.limits.bodyBytes = maxBody
        let live = LocalPort.makeSite(version: Version.text)
        let fleet = try fleet.fleet(keys, site: live) {
            isBroken.store(true, ordering: .relaxed)
            stop.signal()
        }
        let store = try openStore()
        let service: SessionService
        do {
            service = try port.open { [relay, options] address in
                try await SessionService.start(
                    host: address.host, port: address.port, relay: relay, store: store, options: options, live: live,
                    fleet: fleet)
            }
        } catch {
            Blocking.run { await store.close() }
            throw error
        }
        let address = ListenAddress(host: service.host, port: service.number)
        let access =
            relay.verifier == nil ? "no token asked for" : "roomvitals token makes the access tokens that it asks for"
        Console.note("the session history is at http://\(address)/session-history, kept in \(store.name); \(access)")
        let record = try fleet.map { _ in try self.fleet.record(savedAt: "http://\(Self.own(address))/") }
        if let fleet {
            fleet.start(record: record)
            Console.note(
                "a bot for every room of the LiveKit server; live at http://\(address)\(SessionService.roomsPage), "
                    + "webhooks to http://\(address)\(WebhookRoute.path)")
        }
        stop.wait()
        fleet?.shutdown()
        Blocking.run { await service.shutdown() }
        if isBroken.load(ordering: .relaxed) {
            throw ExitStatus.failed.because("LiveKit's engine has broken down: start the program anew")
        }
    }

    /// The address at which this program reaches its own port.
    private static func own(_ address: ListenAddress) -> ListenAddress {
        switch address.host {
        case "0.0.0.0": ListenAddress(host: "127.0.0.1", port: address.port)
        case "::": ListenAddress(host: "::1", port: address.port)
        default: address
        }
    }

    private func openStore() throws -> any SessionStore {
        do {
            let text =
                try store ?? Console.environment("ROOMVITALS_STORE").flatMap { $0.isEmpty ? nil : $0 }
                ?? StatePath.file("sessions.sqlite")
            return try StoreLocation(text).open()
        } catch {
            throw ExitStatus.failed.because("\(error)")
        }
    }
}
