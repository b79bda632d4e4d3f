import ArgumentParser

struct SessionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sessions",
        abstract: "Look into the spool: sessions that run, and records that wait or were refused.",
        discussion: """
            A session's record is on disk before it is sent, and stays there until the save endpoint has it. A session is
            named by its id, or by the beginning of it.

            Examples:
              roomvitals sessions list
              roomvitals sessions show 14aff52d | jq .quality_metrics
              roomvitals sessions resend
              roomvitals sessions drop 14aff52d-1924-4d8d-808a-bdeb029f103d
            """,
        subcommands: [ListSessions.self, ShowSession.self, ResendSessions.self, DropSessions.self])
}
