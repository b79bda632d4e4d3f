import Foundation
import TestSupport
import Testing

/// `roomvitals sessions` on a spool in which something is wrong.
@Suite(.serialized, .timeLimit(.minutes(3))) struct SessionsCommandTests {
    private let home: TemporaryFolder
    private var spool: String { home.path("spool") }
    private static let id = "f47ac10b-58cc-4372-a567-0e02b2c3d479"

    init() throws { home = try TemporaryFolder() }

    private func sessions(_ arguments: String...) async throws -> (status: Int32?, output: String) {
        let program = try Program(["sessions"] + arguments + ["--spool", spool])
        let status = try await program.end()
        return (status, program.output)
    }

    /// Leaves one record in the spool, of the session with the id above.
    private func leaveRecord(query: String = "") async throws -> URL {
        let down = try ScriptedServer([.answer(503)])
        defer { down.stop() }
        let room = try await TalkingRoom()
        let bot = try Program(
            room.attach([
                "--spool", spool, "--save-url", "\(down.url)/save\(query)", "--duration", "0.3", "--save-retries", "0",
                "--session-id", Self.id,
            ]))
        #expect(try await bot.end() == 1)
        let name = try #require(home.names("spool").first { $0.hasSuffix(".record") })
        return home.url.appending(path: "spool/\(name)")
    }

    @Test("a record that was set aside is said to be damaged, and where it is, by whichever command it is asked for")
    func damagedRecord() async throws {
        let file = try await leaveRecord()
        try Data(Data(contentsOf: file).dropLast(10)).write(to: file)
        let resent = try await sessions("resend")
        #expect(resent.status == 1)
        let place = "\(spool)/damaged/\(file.lastPathComponent)"
        #expect(resent.output.contains("it is at \(place) now"), "\(resent.output)")
        for command in ["show", "resend", "drop"] {
            let (status, output) = try await sessions(command, Self.id)
            #expect(status == 1)
            #expect(output.contains("session \(Self.id) is damaged"), "\(output)")
            #expect(output.contains(place), "\(output)")
        }
        let listed = try await sessions("list")
        #expect(listed.status == 0)
        #expect(listed.output.contains("files that could not be read: 1, in \(spool)/damaged"), "\(listed.output)")
        let unknown = try await sessions("show", "00000000-58cc-4372-a567-0e02b2c3d479")
        #expect(unknown.status == 2)
        #expect(unknown.output.contains("no session"), "\(unknown.output)")
    }

    @Test("a session that cannot be recovered is a failure of resending, though everything that waits was sent")
    func unrecovered() async throws {
        try FileManager.default.createDirectory(atPath: spool, withIntermediateDirectories: true)
        try Data("torn".utf8).write(to: home.url.appending(path: "spool/\(Self.id).checkpoint"))
        let before = try await sessions("list")
        #expect(before.status == 0)
        #expect(before.output.contains("not a checkpoint"), "\(before.output)")
        let first = try await sessions("resend")
        #expect(first.status == 1)
        #expect(first.output.contains("not recovered, or set aside, as said above: 1"), "\(first.output)")
        #expect(try await sessions("resend").status == 0)
    }

    @Test("what is no file is listed, and moved out of the way once")
    func stray() async throws {
        try FileManager.default.createDirectory(atPath: spool, withIntermediateDirectories: true)
        try #require(mkfifo("\(spool)/\(Self.id).checkpoint", 0o600) == 0)
        let listed = try await sessions("list")
        #expect(listed.status == 0)
        #expect(listed.output.contains("\(Self.id).checkpoint: a pipe, not a file"), "\(listed.output)")
        let first = try await sessions("resend")
        #expect(first.output.contains("damaged/\(Self.id).checkpoint: a pipe, not a file"), "\(first.output)")
        let second = try await sessions("resend")
        #expect(second.status == 0)
        #expect(!second.output.contains("a pipe"), "\(second.output)")
    }

    @Test("where a record goes is shown without its query, in which a token may be")
    func query() async throws {
        _ = try await leaveRecord(query: "?token=a-secret-token")
        for arguments in [["show", Self.id], ["list"], ["list", "--json"]] {
            let program = try Program(["sessions"] + arguments + ["--spool", spool])
            #expect(try await program.end() == 0)
            #expect(program.output.contains("/save") || arguments == ["list"], "\(program.output)")
            #expect(!program.output.contains("a-secret-token"), "\(program.output)")
        }
    }

    @Test("a spool that is a file is said to be none", arguments: ["list", "resend"])
    func noFolder(command: String) async throws {
        let program = try Program(["sessions", command, "--spool", "/etc/passwd"])
        #expect(try await program.end() == 1)
        #expect(program.output.contains("--spool /etc/passwd: not a folder"), "\(program.output)")
    }
}
