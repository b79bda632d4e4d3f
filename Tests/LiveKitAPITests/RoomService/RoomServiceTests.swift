import TestSupport
import Testing

@testable import LiveKitAPI

/// What is asked of a server and made of its answers, over a real socket.
@Suite(.timeLimit(.minutes(1))) struct RoomServiceTests {
    /// As a server (1.11) writes it.
    private static let list = #"""
        {"rooms":[{"sid":"RM_a","name":"one","empty_timeout":300,"creation_time":"1795763739","num_participants":2},
        {"sid":"RM_b","name":"two é","metadata":""}]}
        """#

    private func service(_ address: String) throws -> RoomService {
        try RoomService(address, userAgent: "test") { "the-token" }
    }

    @Test("a server that repeats the token which it does not take is not repeated", arguments: [401, 403])
    func tokens(status: Int) {
        let token =
            "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJkZXZrZXkiLCJzdWIiOiJyb29tdml0YWxzIn0.8a2EQgTgm5z9f3plgvo4a5TzaWyDawj"
        let text = RoomServiceFailure.refused(status: status, "invalid token: \(token), error: x").description
        #expect(text.contains("invalid token: (a token), error: x") && !text.contains("eyJ"), "\(text)")
    }

    private func failure(_ address: String) throws -> RoomServiceFailure? {
        let service = try service(address)
        do throws(RoomServiceFailure) {
            _ = try service.rooms(named: [], isCancelled: { false })
            return nil
        } catch {
            return error
        }
    }

    @Test("asks on the port of the server's signalling, with its token", arguments: ["http", "ws"])
    func ask(scheme: String) throws {
        let server = try ScriptedServer([.answer(200, body: Self.list)])
        defer { server.stop() }
        let address = server.url.replacing("http", with: scheme)
        let rooms = try service(address).rooms(named: ["one", "two é"], isCancelled: { false })
        #expect(rooms == [RunningRoom(sid: "RM_a", name: "one"), RunningRoom(sid: "RM_b", name: "two é")])
        let request = try #require(server.requests.first)
        #expect(request.line.hasPrefix("POST ") && request.line.contains("/twirp/livekit.RoomService/ListRooms "))
        #expect(request.headers["authorization"] == "Bearer the-token")
        #expect(String(decoding: request.body, as: UTF8.self) == #"{"names":["one","two é"]}"#)
    }

    @Test("takes an answer without rooms for none")
    func none() throws {
        #expect(try RoomService.read(Array("{}".utf8)) == [])
        #expect(try RoomService.read(Array(#"{"rooms":[]}"#.utf8)) == [])
    }

    @Test("says what a server says that does not take the keys")
    func refused() throws {
        let server = try ScriptedServer([.answer(401, body: #"{"code":"unauthenticated","msg":"no such key"}"#)])
        defer { server.stop() }
        let failure = try #require(try failure(server.url))
        #expect("\(failure)".contains("LIVEKIT_API_KEY"))
        #expect("\(failure)".contains("no such key"))
    }

    @Test("fails in words where nobody answers, or with something else than a list")
    func unreadable() throws {
        let nobody = try #require(try failure("http://127.0.0.1:1"))
        #expect("\(nobody)".contains("does not tell of its rooms"))
        for body in ["[]", "not JSON", #"{"rooms":[}"#] {
            let server = try ScriptedServer([.answer(200, body: body)])
            defer { server.stop() }
            guard case .unreadable? = try failure(server.url) else {
                Issue.record("\(body) was taken")
                continue
            }
        }
    }

    @Test("is ended early where the program ends")
    func cancelled() throws {
        let server = try ScriptedServer([.hang])
        defer { server.stop() }
        let service = try service(server.url)
        let clock = ContinuousClock()
        let time = clock.measure {
            #expect(throws: RoomServiceFailure.self) { _ = try service.rooms(named: [], isCancelled: { true }) }
        }
        #expect(time < .seconds(5))
    }
}
