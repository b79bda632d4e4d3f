import ArgumentParser
import LiveKitAPI
import LiveKitRoom
import LiveServer
import Monitor
import SessionRecords

/// A bot for every room of a LiveKit server, as `serve` has them.
struct FleetOptions: ParsableArguments {
    @Flag(name: .customLong("livekit"), help: "Be a hidden monitor in every room of a LiveKit server.")
    var isWanted = false

    @Option(
        help: ArgumentHelp("The LiveKit server: ws://HOST:PORT or wss://HOST. Default: $LIVEKIT_URL.", valueName: "url")
    )
    var url: String?

    @Option(help: ArgumentHelp("The bots' identity, one in each room.", valueName: "identity"))
    var identity = "roomvitals-monitor"

    @Option(
        help: ArgumentHelp(
            "Seconds between two reports of what arrives at a bot; with 0 no media arrives.", valueName: "seconds"))
    var downlinkInterval: Double = 10

    @Option(help: ArgumentHelp("Bots at one moment; more rooms wait.", valueName: "bots"))
    var maxBots: Int = FleetLimits().bots

    @Option(
        help: ArgumentHelp(
            "How often the server is asked which rooms it has, besides its webhooks.", valueName: "seconds"))
    var sweepInterval: Double = FleetLimits().sweepInterval

    @Option(help: ArgumentHelp("How long a lost connection to a room may be away.", valueName: "seconds"))
    var grace: Double = 30

    @Flag(
        help: "Tell errors of the log of LiveKit's engine, which takes twice the processor time where rooms are many.")
    var engineLog = false

    @OptionGroup var delivery: DeliveryOptions

    @OptionGroup var speaker: SpeakerOptions

    func validate() throws {
        if !(downlinkInterval == 0 || (downlinkInterval >= 1 && downlinkInterval <= 3600)) {
            throw ValidationError("--downlink-interval must be 0, or between 1 and 3600.")
        }
        if !(1...100_000).contains(maxBots) { throw ValidationError("--max-bots must be 1 to 100000.") }
        if !(sweepInterval >= 1 && sweepInterval <= 86_400) {
            throw ValidationError("--sweep-interval must be between 1 and 86400.")
        }
        if !(grace >= 0 && grace <= 1e6) { throw ValidationError("--grace must be 0 or more.") }
        if identity.isEmpty { throw ValidationError("--identity must not be empty.") }
    }

    /// The fleet, whose engine is loaded; `nil` where none is wanted.
    ///
    /// - Parameter whenBroken: called when the engine has broken down.
    /// - Throws: the exit status, having said why.
    func fleet(
        _ keys: APIKeys?, site: LiveSite, whenBroken: @escaping @Sendable () -> Void
    ) throws -> RoomFleet? {
        guard isWanted else { return nil }
        guard let keys else {
            throw ExitStatus.usage.because(
                "--livekit needs the server's key pair: set LIVEKIT_API_KEY and LIVEKIT_API_SECRET")
        }
        guard let given = url ?? Console.environment("LIVEKIT_URL"), !given.isEmpty else {
            throw ExitStatus.usage.because("no --url given, and LIVEKIT_URL is not set")
        }
        let url = LiveKitEngine.address(given)
        let service = try LiveKitEngine.service(url, keys)
        try LiveKitEngine.load(hearsLog: engineLog)
        var options = RoomFleet.Options(
            place: { [identity, downlinkInterval] room in
                var place = LiveKitConfiguration(url: url, identity: identity) {
                    keys.agentToken(room: room, identity: identity, now: Clock.wall / 1000)
                }
                place.statsInterval = downlinkInterval > 0 ? downlinkInterval : nil
                place.tick = 0.25
                place.persists = false
                place.roomPresence = LiveKitEngine.roomQuestion(service, room)
                return .liveKit(place)
            }, note: { Console.note($0) })
        options.limits.bots = maxBots
        options.limits.sweepInterval = sweepInterval
        options.limits.failedSweepInterval = min(sweepInterval, options.limits.failedSweepInterval)
        options.grace = grace
        options.whenBroken = whenBroken
        do throws(APIKeys.Problem) {
            let gate = WebhookGate(try keys.verifier(), now: { Clock.wall / 1000 }, note: { Console.note($0) })
            return RoomFleet(options, site: site, list: service, webhooks: gate)
        } catch {
            throw ExitStatus.usage.because(error.description)
        }
    }

    /// How the rooms' records are kept.
    ///
    /// - Parameter own: where this service itself takes records.
    /// - Throws: the exit status, having said why.
    func record(savedAt own: String) throws -> RecordOptions {
        let elsewhere = try delivery.sender()
        var options = RecordOptions(folder: try delivery.folder(), sender: try elsewhere ?? delivery.sender(to: own))
        options.speakers = speaker.rule ?? .standard
        options.savesEmptySessions = false
        // This service takes sessions of nobody, for its administrators.
        options.asksForUserID = elsewhere != nil
        return options
    }
}
