import HTTPPort
import SessionRecords
import SessionStore
import TestSupport
import Testing
import VitalsJSON

@testable import SessionServer

@Suite struct HeldAnswersTests {
    private func caller(_ user: String, keys: Bool = false) -> SessionCaller {
        SessionCaller(user: user, reader: .user(user), savesForAll: keys, expiry: nil)
    }

    private func code(_ answers: HeldAnswers, _ bytes: Int, _ caller: SessionCaller) -> String? {
        do throws(Problem) {
            _ = try answers.hold(bytes, for: caller)
            return nil
        } catch {
            return error.code
        }
    }

    @Test("a user has a share, whoever holds the keys has none, and all together have a bound")
    func shares() throws {
        var limits = SessionLimits()
        limits.answerBytes = 100
        limits.answerBytesOfUser = 40
        let answers = HeldAnswers(limits: limits, counters: SessionCounters())
        var held = [try answers.hold(30, for: caller("a"))]
        #expect(code(answers, 11, caller("a")) == "own_answers_wait")
        #expect(code(answers, 10, caller("a")) == nil)
        held.append(try answers.hold(40, for: caller("b")))
        // Unicode's twins are two users.
        held.append(try answers.hold(20, for: caller("a\u{308}")))
        #expect(answers.bytes == 90)
        #expect(code(answers, 11, caller("c")) == "answers_wait")
        #expect(code(answers, 11, caller("root", keys: true)) == "answers_wait")
        held.removeAll()
        #expect(answers.bytes == 0)
        held.append(try answers.hold(90, for: caller("root", keys: true)))
        #expect(code(answers, 10, caller("root", keys: true)) == nil)
        held.removeAll()
        // However large: else nobody could ever read it.
        #expect(code(answers, 1_000, caller("a")) == nil)
        #expect(answers.bytes == 0)
    }

    @Test("who asks for large sessions and reads none is told so, and nobody else has to wait")
    func unread() async throws {
        try await ServedSessions.run {
            $0.limits.answerBytesOfUser = 20_000_000
        } _: { served async throws in
            let lines = Array(repeating: String(repeating: "z", count: 60_000), count: 200)
            let record = Records.record(1, user: "alice", transcript: lines)
            #expect(try served.save(record, token: served.recorder).status == 201)
            #expect(try served.save(Records.record(2, user: "bob"), token: served.recorder).status == 201)
            let token = served.token("alice")
            var clients: [RawClient] = []
            func ask() throws {
                let client = try RawClient(port: served.http.port)
                try client.send(
                    "GET /api/v1/sessions/\(record.sessionID) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                        + "Authorization: Bearer \(token)\r\n\r\n")
                clients.append(client)
            }
            try ask()
            try await eventually("one waits") { served.site.statistics.answerBytes > 12_000_000 }
            try ask()
            #expect(try clients[1].readLine() == "HTTP/1.1 429 Too Many Requests")
            #expect(served.refused("own_answers_wait") == 1)
            #expect(try served.ask("/api/v1/sessions/\(Records.id(2))", token: served.token("bob")).status == 200)
            // The first is whole, read late as it is.
            let answer = try clients[0].readAnswer()
            #expect(answer.status == 200 && answer.body.utf8.count > 12_000_000)
            try await eventually("nothing waits") { served.site.statistics.answerBytes == 0 }
            // One that leaves gives its place back.
            try ask()
            try await eventually("one waits") { served.site.statistics.answerBytes > 12_000_000 }
            clients.removeAll()
            try await eventually("nothing waits") { served.site.statistics.answerBytes == 0 }
        }
    }
}
