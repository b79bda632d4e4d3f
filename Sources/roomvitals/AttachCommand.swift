import ArgumentParser
import Glibc
import LiveKitRoom
import LiveServer
import Monitor
import RoomFeed

struct AttachCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attach",
        abstract: "Attach a bot to a room and tell its quality at the end.",
        discussion: """
            Waits for the server and the room if they are not there yet, connects again when the connection is lost, and
            ends when the room ends, when a lost connection does not come back within --grace, after --duration, or on
            SIGINT or SIGTERM. The result is printed once, whatever ends the session.

            Access: LIVEKIT_API_KEY and LIVEKIT_API_SECRET sign a token for every attempt; or a ready-made token in
            ROOMVITALS_TOKEN; a relay on this machine without keys asks for none.

            Examples:
              roomvitals attach --url ws://127.0.0.1:9464 --room counsel-42
              roomvitals attach --url wss://feed.example.org --room counsel-42 --participant alice --json
              roomvitals attach --url wss://feed.example.org --room counsel-42 --save-url https://app.example.org
            """)

    @Option(
        help: ArgumentHelp("Where the feed is: ws://HOST:PORT or wss://HOST. Default: $LIVEKIT_URL.", valueName: "url"))
    var url: String?

    @Option(help: ArgumentHelp("The room's name.", valueName: "name"))
    var room: String

    @Flag(name: .customLong("livekit"), help: "The URL is that of a LiveKit server: be a hidden monitor in its room.")
    var isLiveKit = false

    @Option(
        help: ArgumentHelp(
            "In a LiveKit room: seconds between two reports of what arrives at the bot; with 0 no media arrives.",
            valueName: "seconds"))
    var downlinkInterval: Double = 10

    @Option(help: ArgumentHelp("The bot's own identity.", valueName: "identity"))
    var identity = "roomvitals-monitor"

    @Option(help: ArgumentHelp("End the session after this many seconds.", valueName: "seconds"))
    var duration: Double?

    @Option(help: ArgumentHelp("How long a lost connection may be away.", valueName: "seconds"))
    var grace: Double = 30

    @Option(help: ArgumentHelp("Trust the certificates in this PEM file instead of the system's.", valueName: "file"))
    var caFile: String?

    @Flag(help: "Take any certificate. Anybody in between can then read and change everything: for tests only.")
    var insecure = false

    @OptionGroup var port: PortOptions

    @Flag(help: "No live page, JSON, Prometheus and events while the session lasts.")
    var noListen = false

    @Flag(help: "No live view on standard error.")
    var quiet = false

    @OptionGroup var output: OutputOptions

    @OptionGroup var save: SaveOptions

    @Flag(help: "Go on with the room's session where an earlier run of this program was cut off.")
    var resume = false

    @Option(help: ArgumentHelp("How often a running session is written to disk.", valueName: "seconds"))
    var checkpointInterval: Double = 5

    func validate() throws {
        if !(checkpointInterval >= 0.1 && checkpointInterval <= 3600) {
            throw ValidationError("--checkpoint-interval must be between 0.1 and 3600.")
        }
        if let duration, !(duration > 0 && duration <= 1e8) { throw ValidationError("--duration must be above 0.") }
        if !(grace >= 0 && grace <= 1e6) { throw ValidationError("--grace must be 0 or more.") }
        if room.isEmpty { throw ValidationError("--room must name a room.") }
        if noListen, port.listen != nil { throw ValidationError("--no-listen and --listen exclude each other.") }
        if !(downlinkInterval == 0 || (downlinkInterval >= 1 && downlinkInterval <= 3600)) {
            throw ValidationError("--downlink-interval must be 0, or between 1 and 3600.")
        }
        if isLiveKit, caFile != nil || insecure {
            throw ValidationError("--livekit takes the system's certificates: --ca-file and --insecure are for relays.")
        }
        if identity.isEmpty { throw ValidationError("--identity must not be empty.") }
    }

    func run() throws {
        let signals = SignalWatch()
        let notes = NoteBoard()
        var options = try options()
        options.note = { notes.add($0) }
        let site = LocalPort.makeSite(version: Version.text)
        // Before anybody can ask for it.
        options.shownIn = noListen ? nil : site.show(room)
        let record = try openRecord(options, notes, signals)
        options.keeping = record?.keeping
        let local = noListen ? nil : try openPort(site, more: metrics(record))
        defer { Blocking.run { await local?.shutdown() } }
        let bot = Bot(options)
        signals.onFirst { bot.interrupt() }
        defer { bot.close() }
        try SessionRun(isQuiet: quiet, notes: notes, output: output, signals: signals, record: record).run {
            bot.run(watch: $0)
        }
    }

    private func openRecord(_ bot: BotOptions, _ notes: NoteBoard, _ signals: SignalWatch) throws -> RecordRun? {
        var options = try save.recordOptions(subject: output.participant, isLive: true)
        if options == nil, resume {
            throw ExitStatus.usage.because("--resume needs the spool in which the session is: --spool, or --save-url")
        }
        options?.checkpointInterval = checkpointInterval
        return try RecordRun(options, resuming: resume ? room : nil, shownIn: bot.shownIn, signals: signals) {
            notes.add($0)
        }
    }

    private func metrics(_ record: RecordRun?) -> @Sendable () -> [ProgramStatistic] {
        { [isLiveKit, more = record?.metrics] in (more?() ?? []) + (isLiveKit ? Engine.statistics.metrics : []) }
    }

    private func openPort(
        _ site: LiveSite, more: @escaping @Sendable () -> [ProgramStatistic]
    ) throws -> LocalPort {
        let configuration = try port.configuration()
        let local = try port.open { address in
            try await LocalPort.start(
                site, host: address.host, port: address.port, configuration: configuration,
                more: more)
        }
        Console.note("live at http://\(ListenAddress(host: local.host, port: local.number))/")
        return local
    }

    private func options() throws -> BotOptions {
        guard let given = url ?? Console.environment("LIVEKIT_URL"), !given.isEmpty else {
            throw ExitStatus.usage.because("no --url given, and LIVEKIT_URL is not set")
        }
        let url = isLiveKit ? LiveKitEngine.address(given) : given
        let endpoint: FeedEndpoint
        do throws(FeedEndpointError) {
            endpoint = try FeedEndpoint(url).withFeedPath()
        } catch {
            throw ExitStatus.usage.because("--url: \(error)")
        }
        if let caFile, access(caFile, R_OK) != 0 {
            throw ExitStatus.usage.because("--ca-file \(caFile): \(String(cString: strerror(errno)))")
        }
        var options = BotOptions(isLiveKit ? try liveKit(url) : try feed(endpoint), room: room)
        options.subject = output.participant
        options.grace = grace
        options.duration = duration
        return options
    }

    private func liveKit(_ url: String) throws -> BotOptions.Place {
        let (token, keys) = try liveKitToken()
        let service = try keys.map { try LiveKitEngine.service(url, $0) }
        try LiveKitEngine.load(hearsLog: true)
        var room = LiveKitConfiguration(url: url, identity: identity, token: token)
        room.statsInterval = downlinkInterval > 0 ? downlinkInterval : nil
        room.roomPresence = service.map { LiveKitEngine.roomQuestion($0, self.room) }
        return .liveKit(room)
    }

    /// - Returns: with the keys, where there are some, by which more than joining is allowed.
    private func liveKitToken() throws -> (token: @Sendable () -> String?, keys: APIKeys?) {
        let (room, identity) = (room, identity)
        if let token = try readyMadeToken() { return ({ token }, (try? APIKeys.fromEnvironment()) ?? nil) }
        do throws(APIKeys.Problem) {
            if let keys = try APIKeys.fromEnvironment() {
                return ({ keys.agentToken(room: room, identity: identity, now: Clock.wall / 1000) }, keys)
            }
        } catch {
            throw ExitStatus.usage.because(error.description)
        }
        throw ExitStatus.usage.because(
            "a LiveKit server wants a token: set LIVEKIT_API_KEY and LIVEKIT_API_SECRET, or ROOMVITALS_TOKEN")
    }

    private func feed(_ endpoint: FeedEndpoint) throws -> BotOptions.Place {
        var feed = FeedClient.Configuration(endpoint: endpoint, credentials: try credentials())
        feed.caFile = caFile
        feed.isInsecure = insecure
        if insecure {
            Console.note(
                "WARNING: --insecure: certificates are not checked; anybody in between can read and change all")
        }
        return .feed(feed)
    }

    private func readyMadeToken() throws -> String? {
        guard let token = Console.environment("ROOMVITALS_TOKEN"), !token.isEmpty else { return nil }
        if let fault = MonitorToken.fault(of: token, room: room) {
            throw ExitStatus.usage.because("ROOMVITALS_TOKEN: \(fault)")
        }
        return token
    }

    private func credentials() throws -> @Sendable () -> FeedCredentials {
        let (room, identity) = (room, identity)
        if let token = try readyMadeToken() { return { FeedCredentials(bearerToken: token) } }
        do throws(APIKeys.Problem) {
            if let keys = try APIKeys.fromEnvironment() {
                return {
                    FeedCredentials(
                        bearerToken: keys.monitorToken(room: room, identity: identity, now: Clock.wall / 1000))
                }
            }
        } catch {
            throw ExitStatus.usage.because(error.description)
        }
        return {
            FeedCredentials(query: [
                .init(name: "room", value: room), .init(name: "identity", value: identity),
                .init(name: "role", value: "monitor"),
            ])
        }
    }
}
