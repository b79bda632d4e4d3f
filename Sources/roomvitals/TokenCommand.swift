import ArgumentParser
import Monitor
import RoomAccess
import SessionServer
import WireText

struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Make an access token for the session history.",
        discussion: """
            Signs it with LIVEKIT_API_KEY and LIVEKIT_API_SECRET and prints it: for the page's field, or for
            Authorization: Bearer. Whoever has it may do what it says until it is over.

            Examples:
              roomvitals token --admin
              roomvitals token --user alice --hours 12
              curl -s -H "Authorization: Bearer $(roomvitals token --admin)" 127.0.0.1:9464/api/v1/sessions
            """)

    @Option(help: ArgumentHelp("Sees and deletes this user's sessions.", valueName: "id"))
    var user: String?

    @Flag(help: "Sees and deletes everybody's sessions.")
    var admin = false

    @Option(help: ArgumentHelp("For how long it is good.", valueName: "hours"))
    var hours: Double = 1

    func validate() throws {
        guard (user != nil) != admin else { throw ValidationError("Either --user or --admin is needed.") }
        if let user, !(1...SessionLimits().userIDBytes).contains(user.utf8.count) || user.utf8.contains(0) {
            throw ValidationError("--user must have 1 to \(SessionLimits().userIDBytes) bytes.")
        }
        if !(hours > 0 && hours <= 24 * 366) { throw ValidationError("--hours must be above 0, and a year at most.") }
    }

    func run() throws {
        let keys: APIKeys?
        do throws(APIKeys.Problem) { keys = try APIKeys.fromEnvironment() } catch {
            throw ExitStatus.usage.because(error.description)
        }
        guard let keys else {
            throw ExitStatus.usage.because(
                "LIVEKIT_API_KEY and LIVEKIT_API_SECRET are not set: a service without them asks for no token")
        }
        let token = keys.sessionsToken(
            user: user ?? "administrator", grant: SessionGrant(admin: admin), now: Clock.wall / 1000,
            lifetime: hours * 3600)
        guard let token else { throw ExitStatus.failed.because("no memory for a signature") }
        Console.result(token + "\n")
    }
}
