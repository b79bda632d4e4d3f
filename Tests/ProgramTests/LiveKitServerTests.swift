import Foundation
import TestSupport
import Testing

/// The program in rooms of a real LiveKit server, with participants that are LiveKit's own client. `make test-livekit` runs
/// them, on the server that `LIVEKIT_URL` names; elsewhere they are skipped.
@Suite(
    .serialized, .timeLimit(.minutes(5)),
    .enabled("a LiveKit server, named by LIVEKIT_URL") { LiveKitServer.settings != nil })
struct LiveKitServerTests {
    private let home: TemporaryFolder
    private let room = "roomvitals-test-\(UUID().uuidString.prefix(8).lowercased())"
    private let environment: [String: String]

    init() throws {
        home = try TemporaryFolder()
        let own = ["HOME": ProcessInfo.processInfo.environment["HOME"] ?? "/root"]
        environment = try #require(LiveKitServer.settings).merging(own) { $1 }
    }

    private func publisher(_ identity: String, seconds: Double) throws -> ChildProcess {
        try ChildProcess(
            TestTool.package.appending(path: ".build/livekit-tools/bin/python").path,
            [
                TestTool.package.appending(path: "Tests/LiveKitServer/publisher.py").path, room, identity, "\(seconds)",
                home.path("\(identity).ndjson"),
            ], environment: environment, output: home.url.appending(path: "\(identity).log"))
    }

    private func attach(_ more: [String] = []) throws -> Program {
        try Program(
            [
                "attach", "--livekit", "--room", room, "--quiet", "--no-listen", "--output", home.path("result.json"),
                "--spool", home.path("spool"), "--downlink-interval", "2",
            ] + more, environment: environment)
    }

    private func metrics(_ path: String) throws -> [String: Any] {
        let data = try Data(contentsOf: home.url.appending(path: path))
        let document = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        return try #require(document?["quality_metrics"] as? [String: Any])
    }

    private func participant(_ identity: String, in metrics: [String: Any]) throws -> [String: Any] {
        let all = try #require(metrics["participants"] as? [[String: Any]])
        return try #require(all.first { $0["identity"] as? String == identity }, "\(all.map { $0["identity"] ?? "" })")
    }

    @Test("what the bot tells of a participant are the participant's own numbers, and its words are in the record")
    func numbers() async throws {
        let bot = try attach()
        // It opens no room itself.
        try await bot.says("the room is not there; waiting until somebody opens it")
        let bob = try publisher("bob", seconds: 40)
        defer { bob.stop() }
        try await bot.says("attached to \(room)")
        let alice = try publisher("alice", seconds: 14)
        try await eventually("she has left", within: .seconds(60)) { alice.output.contains("left") }
        try bot.process.interrupt()
        #expect(try await bot.end() == 0)
        // The same messages, from the file in which she kept them.
        let sent = try String(contentsOf: home.url.appending(path: "alice.ndjson"), encoding: .utf8)
        let named = sent.replacing(#"{"stats":{"#, with: #"{"stats":{"participantIdentity":"alice","#)
        try Data(named.utf8).write(to: home.url.appending(path: "named.ndjson"))
        let replay = try Program(["replay", home.path("named.ndjson"), "--output", home.path("replay.json")])
        #expect(try await replay.end() == 0)
        let heard = try participant("alice", in: metrics("result.json"))
        let kept = try participant("alice", in: metrics("replay.json"))
        for key in ["average_bitrate", "average_fps", "packet_loss_percentage", "total_readings"] {
            #expect(heard[key] as? Double == kept[key] as? Double, "\(key)")
        }
        #expect((heard["total_readings"] as? Double ?? 0) >= 8)
        #expect((8...20).contains(heard["average_fps"] as? Double ?? 0))
        // The server's word comes each 5 s, where it changes.
        #expect(heard["connection_quality_average"] as? String == "excellent")
        let own = try participant("roomvitals-monitor", in: metrics("result.json"))
        let downlink = try #require(own["downlink"] as? [String: Any])
        #expect((downlink["average_fps"] as? Double ?? 0) > 5)
        let shown = try Program(["sessions", "list", "--json", "--spool", home.path("spool")])
        #expect(try await shown.end() == 0)
        let record = try #require(home.names("spool").first { $0.hasSuffix(".record") })
        let text = try String(contentsOf: home.url.appending(path: "spool/\(record)"), encoding: .utf8)
        #expect(text.contains(#""text":"Good morning.""#) && !text.contains(#""text":"Good""#))
    }

    @Test("two of one identity never fight: the first ends, and says why")
    func duplicate() async throws {
        let bob = try publisher("bob", seconds: 40)
        defer { bob.stop() }
        let first = try attach()
        try await first.says("attached to \(room)")
        let second = try Program(
            ["attach", "--livekit", "--room", room, "--quiet", "--no-listen", "--duration", "3"],
            environment: environment)
        #expect(try await first.end() == 0)
        #expect(first.output.contains("DUPLICATE_IDENTITY"))
        #expect(try await second.end() == 0)
        #expect(!second.output.contains("DUPLICATE_IDENTITY"))
    }

    @Test("a secret that is not the server's is an error at once, and no token is told")
    func wrongSecret() async throws {
        var wrong = environment
        wrong["LIVEKIT_API_SECRET"] = "a-secret-of-nobody-with-thirty-two-letters"
        let bot = try Program(
            ["attach", "--livekit", "--room", room, "--quiet", "--no-listen"], environment: wrong)
        #expect(try await bot.end() == 1)
        #expect(bot.output.contains("401") && bot.output.contains("check the key pair"))
        #expect(!bot.output.contains("eyJ"))
    }

    private func serve() throws -> Program {
        try Program(
            [
                "serve", "--livekit", "--listen", "127.0.0.1:0", "--sweep-interval", "1", "--store",
                home.path("sessions"),
                "--spool", home.path("spool"),
            ], environment: environment)
    }

    @Test("serve finds the room by asking the server, goes on after kill -9, and keeps one record of it")
    func everyRoom() async throws {
        let first = try serve()
        let alice = try publisher("alice", seconds: 25)
        try await first.says("\(room): session")
        // Long enough for some of her reports to be in a checkpoint.
        try await Task.sleep(for: .seconds(7))
        first.process.stop()
        let second = try serve()
        try await second.says("\(room): going on with session")
        try await second.says("\(room): attached again")
        try await eventually("she has left", within: .seconds(60)) { alice.output.contains("left") }
        try second.process.interrupt()
        #expect(try await second.end() == 0)
        #expect(second.output.contains("\(room): Session saved to your history"))
        #expect(!second.output.contains("recovered session"))
        let shown = try Program(["sessions", "list", "--json", "--spool", home.path("spool")])
        #expect(try await shown.end() == 0)
        #expect(home.names("spool").allSatisfy { !$0.hasSuffix(".record") && !$0.hasSuffix(".checkpoint") })
        // The server may have other rooms. With every report that she sent, but for those while nobody was there.
        let sql =
            "SELECT count(*), end_reason, partial, json_extract(quality_metrics, '$.total_readings') >= 12 FROM sessions "
            + "WHERE room = '\(room)'"
        let rows = try TestTool.run(["/usr/bin/sqlite3", home.path("sessions"), sql])
        #expect(rows.text.hasPrefix("1|interrupted|0|1"), "\(rows.text)")
    }
}
