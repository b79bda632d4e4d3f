import HTTPPort
import RoomAccess
import SessionRecords
import SessionStore
import TestSupport
import Testing
import VitalsJSON

@testable import SessionServer

@Suite struct SaveTests {
    @Test("a session is saved once, however often it is sent")
    func saves() async throws {
        try await ServedSessions.run { served async throws in
            let record = Records.record(1)
            let first = try served.save(record, token: served.recorder)
            #expect(first.status == 201)
            #expect(first.json == ["session_id": .string(record.sessionID.text), "status": "saved"])
            let second = try served.save(record, token: served.recorder)
            #expect(second.status == 200 && second.json["status"] == "already saved")
            var other = record
            other.partial = true
            let third = try served.save(other, token: served.recorder)
            #expect(third.status == 409 && third.json["code"] == "conflict")
            #expect(served.site.statistics.saved == 1 && served.site.statistics.alreadySaved == 1)
            #expect(served.refused("conflict") == 1)
            let shown = try served.ask("/api/v1/sessions/\(record.sessionID)", token: served.admin)
            #expect(shown.status == 200)
            #expect(shown.body.hasPrefix(String(record.json.text(numbers: .exact).dropLast())))
            #expect(shown.json["created_at"] == "2026-11-24T13:35:57.000Z")
        }
    }

    @Test("users save their own, recorders everybody's, and nobody another's")
    func users() async throws {
        try await ServedSessions.run { served async throws in
            #expect(try served.save(Records.record(1, user: "alice"), token: nil).status == 401)
            #expect(try served.save(Records.record(1, user: "alice"), token: "x").status == 401)
            #expect(try served.save(Records.record(1, user: "alice"), token: served.token("")).status == 401)
            #expect(try served.save(Records.record(1, user: "alice"), token: served.token("bob")).status == 403)
            #expect(try served.save(Records.record(1, user: "alice"), token: served.token("alice")).status == 201)
            #expect(try served.save(Records.record(2, user: nil), token: served.token("alice")).status == 201)
            let filled = try served.ask("/api/v1/sessions/\(Records.id(2))", token: served.token("alice"))
            #expect(filled.json["user_id"] == "alice")
            // The same again, filled in the same way.
            #expect(try served.save(Records.record(2, user: nil), token: served.token("alice")).status == 200)
            #expect(try served.save(Records.record(3, user: nil), token: served.recorder).status == 201)
            #expect(try served.save(Records.record(4, user: "carol"), token: served.recorder).status == 201)
            for target in ["/api/v1/sessions", "/api/v1/sessions/\(Records.id(4))", "/api/v1/sessions/events"] {
                #expect(try served.ask(target, token: served.recorder).status == 403, "\(target)")
            }
            #expect(
                try served.ask("/api/v1/sessions/\(Records.id(4))", method: "DELETE", token: served.recorder).status
                    == 403)
            #expect(served.refused("foreign_user") == 1 && served.refused("no_access_token") == 1)
            #expect(served.site.statistics.saved == 4)
        }
    }

    @Test("a user whose name only looks the same is another one: in saving, lists, sessions and events")
    func twins() async throws {
        try await ServedSessions.run {
            $0.limits.eventStreamsOfUser = 1
        } _: { served async throws in
            let (composed, decomposed) = ("jos\u{E9}", "jose\u{301}")
            let (own, twin) = (served.token(composed), served.token(decomposed))
            #expect(try served.save(Records.record(1, user: composed), token: twin).status == 403)
            #expect(try served.save(Records.record(1, user: composed), token: own).status == 201)
            #expect(try served.save(Records.record(2, user: decomposed), token: twin).status == 201)
            #expect(try served.ask("/api/v1/sessions?user_id=jos%C3%A9", token: own).status == 200)
            #expect(try served.ask("/api/v1/sessions?user_id=jos%C3%A9", token: twin).status == 403)
            #expect(try served.ask("/api/v1/sessions/\(Records.id(1))", token: twin).status == 404)
            let summary = SessionSummary(of: Records.record(1, user: composed))
            #expect(summary.isVisible(to: .user(composed)))
            #expect(!summary.isVisible(to: .user(decomposed)))
            let events = SessionEvents(limits: served.site.limits, counters: SessionCounters())
            let streams = [composed, decomposed, composed].map { user in
                events.open(
                    SessionCaller(user: user, reader: .user(user), savesForAll: false, expiry: nil), .user(user), now: 0
                )
            }
            #expect(streams.map { $0 != nil } == [true, true, false])
        }
    }

    @Test("without keys nobody is asked for a token, unless the port has one")
    func withoutKeys() async throws {
        try await ServedSessions.run(withKeys: false) { served async throws in
            #expect(try served.save(Records.record(1), token: nil).status == 201)
            #expect(try served.ask("/api/v1/sessions").json["next_cursor"] == .null)
        }
        try await ServedSessions.run(withKeys: false, token: "a-token-of-24-characters") { served async throws in
            #expect(try served.save(Records.record(1), token: nil).status == 401)
            #expect(try served.save(Records.record(1), token: "a-token-of-24-characters").status == 201)
            #expect(try served.ask("/api/v1/sessions").status == 401)
        }
    }

    @Test("an idempotency key has to be the session's id")
    func key() async throws {
        try await ServedSessions.run { served async throws in
            let record = Records.record(1)
            for (keys, status) in [
                (["Idempotency-Key: \(Records.id(2))"], 422), (["Idempotency-Key: x"], 422),
                (["Idempotency-Key: \(record.sessionID)", "Idempotency-Key: \(record.sessionID)"], 422),
                (["Idempotency-Key: \(record.sessionID)"], 201),
                (["Idempotency-Key: \"\(record.sessionID.text.uppercased())\""], 200),
            ] {
                let answer = try served.save(record.json, token: served.recorder, headers: keys)
                #expect(answer.status == status, "\(keys)")
                if status == 422 { #expect(answer.fields == ["Idempotency-Key"]) }
            }
        }
    }

    @Test("a flood of one user's saves is held back, and nobody else's")
    func rate() async throws {
        try await ServedSessions.run {
            $0.limits.savesPerSecond = 2
            $0.limits.saveBurst = 3
        } _: { served async throws in
            let (alice, bob) = (served.token("alice"), served.token("bob"))
            for number in 0..<3 { #expect(try served.save(Records.record(number), token: alice).status == 201) }
            let refused = try served.save(Records.record(3), token: alice)
            #expect(refused.status == 429 && refused.headers["retry-after"] == "1")
            #expect(refused.headers["connection"] == "close")
            #expect(try served.save(Records.record(4, user: "bob"), token: bob).status == 201)
            served.clock.advance(by: 1)
            #expect(try served.save(Records.record(3), token: alice).status == 201)
            #expect(served.refused("rate") == 1)
        }
    }

    @Test("a user who holds a large body back keeps nobody else from saving")
    func heldBody() async throws {
        try await ServedSessions.run { served async throws in
            let path = "/api/v1/sessions/save"
            let body = [UInt8](repeating: 0x20, count: 9_000_000)
            let alice = served.token("alice")
            let held = try RawClient(port: served.http.port)
            try held.send(
                "POST \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer \(alice)\r\n"
                    + "Content-Type: application/json\r\nContent-Length: 9000001\r\n\r\n")
            try held.send(body)
            try await Task.sleep(for: .milliseconds(200))
            func status(_ token: String) throws -> Int {
                try served.ask(path, method: "POST", token: token, body: body).status
            }
            #expect(try status(alice) == 429)
            // Blanks are no session: they were read.
            #expect(try status(served.token("bob")) == 400)
            #expect(try served.save(Records.record(1), token: served.recorder).status == 201)
            withExtendedLifetime(held) {}
        }
    }

    @Test("what cannot be a session is refused before or after it is read")
    func bodies() async throws {
        try await ServedSessions.run {
            $0.limits.bodyBytes = 10_000
        } _: { served async throws in
            let path = "/api/v1/sessions/save"
            let body = Records.record(1).json.written()
            func status(_ headers: [String] = [], _ body: [UInt8]) throws -> Int {
                try served.ask(path, method: "POST", token: served.recorder, headers: headers, body: body).status
            }
            #expect(try status([], body + [UInt8](repeating: 0x20, count: 10_000)) == 413)
            #expect(try status(["Content-Type: text/plain"], body) == 415)
            #expect(try status(["Content-Encoding: gzip"], body) == 415)
            for text in ["", "{", "[1,2", "nonsense", "{\"a\":1,\"a\":2}", "\u{FEFF}{}", "{} {}"] {
                #expect(try status([], Array(text.utf8)) == 400, "\(text)")
            }
            #expect(try status([], [0x22, 0xFF, 0x22]) == 400)
            for headers in [["Content-Length: 0"], []] {
                let empty = try served.ask(path, method: "POST", token: served.recorder, headers: headers)
                #expect(empty.status == 400 && empty.body.contains("the body is empty"))
            }
            #expect(try served.ask(path, method: "PUT", token: served.recorder).status == 405)
            #expect(try status(["Accept: text/html"], body) == 406)
            #expect(served.site.statistics.saved == 0)
        }
    }
}
