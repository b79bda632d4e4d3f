import HTTPPort
import RoomAccess
import SessionRecords
import TestSupport
import Testing
import VitalsJSON
import WireText

@testable import SessionServer

@Suite struct ReadingTests {
    private func ids(_ answer: ServedSessions.Answer) -> [Int] {
        guard case .array(let sessions)? = answer.json["sessions"] else { return [] }
        return sessions.compactMap { session in
            guard case .string(let id)? = session["session_id"] else { return nil }
            return Int(id.suffix(12), radix: 16)
        }
    }

    @Test("everybody sees the own sessions, page by page; an administrator sees all")
    func list() async throws {
        try await ServedSessions.run { served async throws in
            for number in 0..<10 {
                let record = Records.record(
                    number, user: number % 2 == 0 ? "alice" : "bob", start: Records.noon + Double(number) * 1_000)
                #expect(try served.save(record, token: served.recorder).status == 201)
            }
            let alice = served.token("alice")
            #expect(ids(try served.ask("/api/v1/sessions", token: alice)) == [8, 6, 4, 2, 0])
            #expect(ids(try served.ask("/api/v1/sessions", token: served.admin)).count == 10)
            #expect(ids(try served.ask("/api/v1/sessions?user_id=bob", token: served.admin)) == [9, 7, 5, 3, 1])
            #expect(try served.ask("/api/v1/sessions?user_id=bob", token: alice).status == 403)
            #expect(ids(try served.ask("/api/v1/sessions?user_id=alice", token: alice)).count == 5)
            var (seen, target) = ([Int](), "/api/v1/sessions?limit=2")
            while true {
                let page = try served.ask(target, token: alice)
                seen += ids(page)
                guard case .string(let cursor)? = page.json["next_cursor"] else { break }
                target = "/api/v1/sessions?limit=2&cursor=\(cursor)"
            }
            #expect(seen == [8, 6, 4, 2, 0])
            // A cursor is a place, not a right.
            let cursor = try #require(
                { () -> String? in
                    guard
                        case .string(let text)? = try served.ask("/api/v1/sessions?limit=2", token: served.admin)
                            .json["next_cursor"]
                    else { return nil }
                    return text
                }())
            #expect(ids(try served.ask("/api/v1/sessions?cursor=\(cursor)", token: alice)) == [6, 4, 2, 0])
        }
    }

    @Test("a summary has what a list shows, and a snippet where words were looked for")
    func summaries() async throws {
        try await ServedSessions.run { served async throws in
            _ = try served.save(Records.record(1, transcript: ["Grüße aus München"]), token: served.recorder)
            let list = try served.ask("/api/v1/sessions", token: served.admin)
            #expect(
                list.body
                    == #"{"sessions":[{"session_id":"f47ac10b-58cc-4372-a567-000000000001","user_id":"alice","#
                    + #""counselor_category":null,"mode":"video","start_time":"2026-11-24T13:35:57.000Z","#
                    + #""end_time":"2026-11-24T13:37:27.500Z","duration_seconds":90,"room":"counsel-1","#
                    + #""end_reason":"room_ended","partial":false,"transcript_lines":1,"quality_metrics":{"#
                    + #""average_bitrate":812.44,"average_fps":29.9,"packet_loss_percentage":0.1,"#
                    + #""connection_quality_average":"excellent","total_readings":19}}],"next_cursor":null}"#)
            let found = try served.ask("/api/v1/sessions?q=M%C3%BCnch", token: served.token("alice"))
            #expect(found.body.contains(#""snippet":"Grüße aus München""#))
            for words in ["%22", "*", "AND", "a%20OR", "%27%3B--", "NEAR(", "%25", "_"] {
                let answer = try served.ask("/api/v1/sessions?q=\(words)", token: served.admin)
                #expect(answer.status == 200 && ids(answer) == [], "\(words)")
            }
        }
    }

    @Test(
        "a query is read strictly, and what is wrong is named",
        arguments: [
            ("limit=0", "limit"), ("limit=201", "limit"), ("limit=01", "limit"), ("limit=+1", "limit"),
            ("limit=", "limit"),
            ("cursor=", "cursor"), ("cursor=x", "cursor"), ("cursor=1_x", "cursor"),
            ("cursor=-1_f47ac10b-58cc-4372-a567-000000000001", "cursor"), ("mode=Video", "mode"),
            ("from=2026", "from"), ("to=2026-11-24T13:35:57+01:00", "to"), ("category=1", "category"), ("q=", "q"),
            ("user_id=", "user_id"), ("user_id=a%00", "user_id"), ("usr_id=x", "usr_id"), ("order=asc", "order"),
        ])
    func strict(query: String, field: String) async throws {
        try await ServedSessions.run { served async throws in
            let answer = try served.ask("/api/v1/sessions?\(query)", token: served.admin)
            #expect(answer.status == 422 && answer.fields == [field], "\(answer.body)")
        }
    }

    @Test("what is no query is refused")
    func noQuery() async throws {
        try await ServedSessions.run { served async throws in
            for query in ["q=%zz", "q=%FF", "q=a&q=b"] {
                #expect(try served.ask("/api/v1/sessions?\(query)", token: served.admin).status == 400, "\(query)")
            }
        }
    }

    @Test("another's session is as one that there is not")
    func foreign() async throws {
        try await ServedSessions.run { served async throws in
            _ = try served.save(Records.record(1, user: "alice"), token: served.recorder)
            let (own, none) = (Records.id(1), Records.id(2))
            let bob = served.token("bob")
            for method in ["GET", "DELETE"] {
                let foreign = try served.ask("/api/v1/sessions/\(own)", method: method, token: bob)
                let missing = try served.ask("/api/v1/sessions/\(none)", method: method, token: bob)
                let odd = try served.ask("/api/v1/sessions/x", method: method, token: bob)
                #expect(foreign.status == 404)
                #expect(foreign.body == missing.body && odd.body == missing.body)
                #expect(foreign.headers["content-length"] == missing.headers["content-length"])
            }
            #expect(try served.ask("/api/v1/sessions/\(own)", token: served.token("alice")).status == 200)
            #expect(
                try served.ask("/api/v1/sessions/\(own)", method: "DELETE", token: served.token("alice")).status == 204)
            #expect(try served.ask("/api/v1/sessions/\(own)", token: served.admin).status == 404)
        }
    }

    @Test("tokens that do not count are refused", arguments: [-61.0, -59, 600])
    func expiry(lifetime: Double) async throws {
        try await ServedSessions.run { served async throws in
            let token = served.token("alice", lifetime: lifetime)
            let answer = try served.ask("/api/v1/sessions", token: token)
            #expect(answer.status == (lifetime < -60 ? 401 : 200))
            if lifetime < -60 {
                #expect(answer.headers["www-authenticate"]?.contains("invalid_token") == true)
                #expect(!answer.body.contains(token))
            }
        }
    }

    @Test("events tell of what the reader may see, as it happens")
    func events() async throws {
        try await ServedSessions.run { served async throws in
            func open(_ token: String) throws -> RawClient {
                let client = try RawClient(port: served.http.port)
                try client.send(
                    "GET /api/v1/sessions/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer \(token)\r\n\r\n")
                while try !client.readLine().isEmpty {}
                return client
            }
            func event(_ client: RawClient) throws -> String {
                while true {
                    let line = try client.readLine()
                    guard let count = Int(line, radix: 16) else { throw RawClient.Failure.noAnswer(line) }
                    let text = String(decoding: try client.read(count), as: UTF8.self)
                    _ = try client.readLine()
                    if text.hasPrefix("event") || count == 0 { return text }
                }
            }
            let (alice, admin) = (try open(served.token("alice", lifetime: 100)), try open(served.admin))
            try await eventually("both listen") { served.site.statistics.eventStreams == 2 }
            _ = try served.save(Records.record(1, user: "bob"), token: served.recorder)
            _ = try served.save(Records.record(2, user: "alice"), token: served.recorder)
            _ = try served.ask("/api/v1/sessions/\(Records.id(2))", method: "DELETE", token: served.admin)
            #expect(try event(admin).contains(Records.id(1).text))
            let saved = try event(alice)
            #expect(saved.hasPrefix("event: saved\n") && saved.contains(Records.id(2).text))
            #expect(try event(admin).contains(Records.id(2).text))
            #expect(try event(alice).hasPrefix("event: deleted\n"))
            // A token that is over ends its stream.
            served.clock.advance(by: 200)
            served.site.events.tick(now: served.clock.now, wall: served.clock.now)
            #expect(try event(alice) == "")
            try await eventually("one is left") { served.site.statistics.eventStreams == 1 }
        }
    }

    @Test("streams are bounded, for all and for each")
    func streams() async throws {
        try await ServedSessions.run {
            $0.limits.eventStreams = 3
            $0.limits.eventStreamsOfUser = 2
        } _: { served async throws in
            var clients: [RawClient] = []
            func open(_ user: String) throws -> Int {
                let client = try RawClient(port: served.http.port)
                clients.append(client)
                try client.send(
                    "GET /api/v1/sessions/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                        + "Authorization: Bearer \(served.token(user))\r\n\r\n")
                return Int(try client.readLine().split(separator: " ")[1]) ?? 0
            }
            #expect(try open("alice") == 200)
            #expect(try open("alice") == 200)
            #expect(try open("alice") == 503)
            #expect(try open("bob") == 200)
            #expect(try open("carol") == 503)
            #expect(served.site.statistics.eventStreamsRefused == 2)
        }
    }

    @Test("a reader who leaves gives the place back at once, whatever half was closed", arguments: [true, false])
    func leaving(isHalf: Bool) async throws {
        try await ServedSessions.run { served async throws in
            var client: RawClient? = try RawClient(port: served.http.port)
            try client?.send(
                "GET /api/v1/sessions/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                    + "Authorization: Bearer \(served.token("alice"))\r\n\r\n")
            #expect(try client?.readLine() == "HTTP/1.1 200 OK")
            try await eventually("somebody listens") { served.site.statistics.eventStreams == 1 }
            if isHalf { client?.shutdownSending() } else { client = nil }
            try await eventually("nobody listens") { served.site.statistics.eventStreams == 0 }
            try await eventually("the connection is gone") { served.http.statistics.connections == 0 }
        }
    }

    @Test("old sessions go, and those who look are told")
    func retention() async throws {
        try await ServedSessions.run {
            $0.keepDays = 7
        } _: { served async throws in
            let now = served.clock.now * 1_000
            for (number, days) in [(1, 8.0), (2, 6.0)] {
                _ = try served.save(
                    Records.record(number, start: now - days * 86_400_000), token: served.recorder)
            }
            await Retention(site: served.site, days: 7).run()
            #expect(served.site.statistics.expired == 1)
            #expect(ids(try served.ask("/api/v1/sessions", token: served.admin)) == [2])
        }
    }

    @Test("the page is there, and / leads to it")
    func page() async throws {
        try await ServedSessions.run { served async throws in
            let root = try served.ask("/")
            #expect(root.status == 302 && root.headers["location"] == "/session-history")
            let page = try served.ask("/session-history")
            #expect(
                page.status == 200 && page.headers["content-security-policy"]?.contains("default-src 'none'") == true)
        }
    }
}
