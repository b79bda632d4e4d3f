import Foundation
import TestSupport
import Testing

/// Where commands listen, and where they refuse to.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ListenTests {
    private static let nowhere = ["attach", "--url", "ws://127.0.0.1:1", "--room", "r", "--quiet"]
    private static let commands = [["demo", "--quiet"], ["relay"], nowhere]
    private static let token = "correct-horse-battery"

    private func status(_ port: Int, _ target: String, headers: [String] = []) throws -> Int {
        try RawClient(port: port).request("GET", target, headers: headers).status
    }

    @Test("port 0 is any, and the real one is printed", arguments: commands)
    func anyPort(command: [String]) async throws {
        let program = try Program(command + ["--listen", "127.0.0.1:0"])
        let port = try await program.port()
        #expect(port > 0)
        let answers = try ["/healthz", "/metrics", "/", "/v1/rooms"].map { try status(port, $0) }
        #expect(answers == [200, 200, 200, 200])
    }

    @Test("a taken port gives way to another where none was asked for", arguments: commands)
    func takenByDefault(command: [String]) async throws {
        // One of the two has the usual port, or somebody else has.
        let first = try Program(["relay"])
        let firstPort = try await first.port()
        let second = try Program(command)
        let port = try await second.port()
        #expect(port != firstPort)
        #expect(second.output.contains("port 9464 is not free; taking another"))
        #expect(try status(port, "/healthz") == 200)
    }

    @Test("a taken port that was asked for is a clear end", arguments: commands)
    func takenOnRequest(command: [String]) async throws {
        let first = try Program(["relay", "--listen", "127.0.0.1:0"])
        let port = try await first.port()
        let second = try Program(command + ["--listen", "127.0.0.1:\(port)"])
        #expect(try await second.end() == 1)
        #expect(second.output.contains("cannot listen on 127.0.0.1, port \(port): Address already in use"))
    }

    @Test(
        "nothing is opened beyond this machine without a token",
        arguments: [
            (nowhere, 2, "refusing to listen on 0.0.0.0 without a token"),
            (["demo", "--quiet"], 2, "on this machine only"),
            (["relay"], 2, "refusing to listen on 0.0.0.0 without API keys"),
        ] as [([String], Int32, String)])
    func everyAddress(command: [String], status: Int32, reason: String) async throws {
        let program = try Program(command + ["--listen", "0.0.0.0:0"])
        #expect(try await program.end() == status)
        #expect(program.output.contains(reason), "\(program.output)")
    }

    @Test("with a token a bot is shown beyond this machine, to whoever has it")
    func everyAddressWithToken() async throws {
        let program = try Program(
            Self.nowhere + ["--listen", "0.0.0.0:0"], environment: ["ROOMVITALS_API_TOKEN": Self.token])
        let port = try await program.port()
        #expect(try status(port, "/metrics") == 401)
        #expect(try status(port, "/metrics?access_token=\(Self.token)") == 401)
        #expect(try status(port, "/metrics", headers: ["Authorization: Bearer \(Self.token)"]) == 200)
        #expect(!program.output.contains(Self.token))
    }

    @Test("a relay beyond this machine says that its numbers are not served, and does not serve them")
    func relayWithoutToken() async throws {
        let keys = ["LIVEKIT_API_KEY": "key", "LIVEKIT_API_SECRET": "a secret of at least thirty-two bytes"]
        let program = try Program(["relay", "--listen", "0.0.0.0:0"], environment: keys)
        let port = try await program.port()
        try await program.says("its numbers are not served beyond this machine without ROOMVITALS_API_TOKEN")
        #expect(try status(port, "/metrics") == 403)
        #expect(try status(port, "/v1/rooms") == 403)
        #expect(try status(port, "/healthz") == 200)
    }

    @Test(
        "a faulty token is wrong usage, and is not repeated", arguments: commands,
        ["too-short", "not printable at all\u{7}"])
    func faultyToken(command: [String], token: String) async throws {
        let program = try Program(command, environment: ["ROOMVITALS_API_TOKEN": token])
        #expect(try await program.end() == 2)
        #expect(program.output.contains("ROOMVITALS_API_TOKEN: the token must"))
        #expect(!program.output.contains(token))
    }

    @Test(
        "what is no address, host or origin is wrong usage, and is told what would be right",
        arguments: [
            (["--listen", "127.0.0.1"], "HOST:PORT is needed"),
            (["--listen", ""], "HOST:PORT is needed"),
            (["--listen", "127.0.0.1:65536"], "the port is a number from 0 to 65535, not 65536"),
            (["--listen", "localhost:-1"], "the port is a number from 0 to 65535, not -1"),
            (["--listen", "localhost:+1"], "the port is a number from 0 to 65535, not +1"),
            (["--listen", "localhost:"], "the port is a number from 0 to 65535, not nothing"),
            (["--listen", ":9464"], "a host is needed before the colon"),
            (["--listen", "::1:9464"], "an IPv6 address stands in brackets"),
            (["--allow-host", "example.com:443"], "a host's name is needed"),
            (["--allow-host", "https://example.com"], "a host's name is needed"),
            (["--allow-host", ""], "a host's name is needed"),
            (["--allow-origin", "example.com"], "an origin such as"),
            (["--allow-origin", "https://example.com/page"], "an origin such as"),
            (["--no-listen"], "Unknown option"),
        ])
    func faultyOptions(options: [String], reason: String) async throws {
        let program = try Program(["relay"] + options)
        #expect(try await program.end() == 2, "\(program.output)")
        #expect(program.output.contains(reason), "\(program.output)")
    }

    @Test("an unknown host is a clear end")
    func unknownHost() async throws {
        let program = try Program(["relay", "--listen", "no.such.host.invalid:0"])
        #expect(try await program.end() == 1)
        #expect(program.output.contains("cannot find the address of no.such.host.invalid"))
    }

    @Test("a bot that is told not to listen does not, and cannot be told both")
    func noListen() async throws {
        let quiet = try Program(Self.nowhere + ["--no-listen", "--duration", "0.5"])
        _ = try await quiet.end()
        #expect(!quiet.output.contains("http://"))
        let both = try Program(Self.nowhere + ["--no-listen", "--listen", "127.0.0.1:0"])
        #expect(try await both.end() == 2)
    }

    @Test("a demo ends in its time with its result, whoever still reads from it or does not")
    func endsWithReaders() async throws {
        let program = try Program(["demo", "--quiet", "--json", "--seconds", "600", "--listen", "127.0.0.1:0"])
        let port = try await program.port()
        try await eventually("the room is live") {
            try RawClient(port: port).request("GET", "/v1/rooms/demo").body.contains(#""state":"live""#)
        }
        let request = "GET /v1/rooms/demo/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
        let reader = try RawClient(port: port)
        try reader.send(request)
        #expect(String(decoding: try reader.read(12), as: UTF8.self) == "HTTP/1.1 200")
        let stuck = try RawClient(port: port, receiveBuffer: 4_096)
        try stuck.send(String(repeating: "GET /v1/rooms/demo/history HTTP/1.1\r\nHost: localhost\r\n\r\n", count: 200))
        let silent = try RawClient(port: port)
        program.process.terminate()
        let status = try await program.end(within: .seconds(15))
        #expect(status == 0, "\(program.output.prefix(600))")
        #expect(program.output.contains(#""quality_metrics""#))
        #expect(try reader.readToEnd().contains(#""state":"ended""#))
        try stuck.waitForEnd()
        try silent.waitForEnd()
    }
}
