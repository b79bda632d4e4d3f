import Foundation
import TestSupport
import Testing

/// Standard output and standard error that nobody reads, and files that may not grow.
@Suite(.serialized, .timeLimit(.minutes(3))) struct StandardStreamTests {
    private let home: TemporaryFolder

    init() throws { home = try TemporaryFolder() }

    @Test("a reader of the result that stands still keeps no record from being saved, and gets all of it later")
    func output() async throws {
        let endpoint = try ScriptedServer([.answer(201)])
        defer { endpoint.stop() }
        let pipe = try FullPipe()
        let program = try Program(
            [
                "demo", "--seconds", "1", "--speed", "2", "--quiet", "--json", "--save-url", endpoint.url, "--spool",
                home.path("spool"),
            ], descriptors: [1: pipe.writing])
        try await eventually("it is saved") { endpoint.requests.count == 1 }
        #expect(program.process.isRunning)
        let text = pipe.drain { !program.process.isRunning }
        #expect(program.process.exitStatus == 0)
        let result = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        #expect(result?["quality_metrics"] != nil)
    }

    @Test(
        "asked to end, it waits a few seconds for a reader of the result that stands still", arguments: [true, false])
    func stopped(isRead: Bool) async throws {
        let endpoint = try ScriptedServer([.answer(201)])
        defer { endpoint.stop() }
        let room = try await TalkingRoom()
        let pipe = try FullPipe()
        // The first is asked to end when its session is over and saved; the second ends by it.
        let demo = try Program(
            [
                "demo", "--seconds", "1", "--speed", "2", "--quiet", "--json", "--save-url", endpoint.url, "--spool",
                home.path("spool"),
            ], descriptors: [1: pipe.writing])
        try await demo.says("Session saved")
        let attach = try Program(
            room.attach(["--json", "--save-url", endpoint.url, "--spool", home.path("other")]),
            descriptors: [1: pipe.writing])
        try await attach.says("has begun")
        for program in [demo, attach] {
            try program.process.interrupt()
            if program === attach { try await attach.says("Session saved") }
            try await Task.sleep(for: .milliseconds(500))
            #expect(program.process.isRunning)
        }
        if isRead { _ = pipe.drain { !demo.process.isRunning && !attach.process.isRunning } }
        for program in [demo, attach] {
            #expect(try await program.end(within: .seconds(8)) == (isRead ? 0 : 1))
            let said = /nobody reads standard output: (\d+) of the result's \1 bytes have not been written/
            #expect(program.output.contains(said) == !isRead, "\(program.output)")
        }
        #expect(endpoint.requests.count == 2)
    }

    @Test("a standard error that takes nothing holds up no session, and no server")
    func error() async throws {
        let endpoint = try ScriptedServer([.answer(201)])
        defer { endpoint.stop() }
        let pipe = try FullPipe()
        let program = try Program(
            [
                "demo", "--seconds", "1", "--speed", "2", "--save-url", endpoint.url, "--spool", home.path("spool"),
            ], descriptors: [2: pipe.writing])
        #expect(try await program.end() == 0)
        #expect(endpoint.requests.count == 1)
        let port = Int.random(in: 20_000..<30_000)
        let server = try Program(
            ["serve", "--listen", "127.0.0.1:\(port)", "--store", home.path("sessions.sqlite")],
            descriptors: [2: pipe.writing])
        try await eventually("it answers") {
            (try? RawClient(port: port).request("GET", "/healthz").status) == 200
        }
        server.process.terminate()
        #expect(try await server.end() == 0)
        let written = pipe.drain { true }
        let isOnlyFilling = !written.contains { !$0.isNewline }
        #expect(isOnlyFilling)
    }

    @Test("a file that may not grow is an error like any other, and ends no program")
    func fileSize() async throws {
        let endpoint = try ScriptedServer([.answer(201)])
        defer { endpoint.stop() }
        let program = try Program(
            [
                "demo", "--seconds", "12", "--speed", "4", "--quiet", "--save-url", endpoint.url, "--spool",
                home.path("spool"),
            ], fileBlocks: 8)
        // The record is sent, from memory where the disk does not take it.
        let status = try await program.end()
        #expect(status != nil)
        #expect(endpoint.requests.count == 1, "\(program.output)")
        let server = try Program(
            ["serve", "--listen", "127.0.0.1:0", "--store", home.path("sessions.sqlite")], fileBlocks: 64)
        // It may say that the store cannot be used; it does so itself.
        try await eventually("it says something") { !server.output.isEmpty }
        server.process.terminate()
        #expect(try await server.end() != nil)
    }
}
