import Foundation
import HTTPPort
import TestSupport
import Testing
import VitalsJSON
import WireText

@testable import LiveServer

@Suite struct DescriptionTests {
    @Test("the description is of this program and of this port", arguments: [nil, "a-token-of-24-characters"])
    func ofThisPort(token: String?) async throws {
        try await ShownSite.run(token: token) { shown in
            let answer = try shown.client().request("/openapi.json")
            let document = try parsed(answer.body)
            #expect(document["openapi"] == "3.1.1")
            #expect(document["info"]?["version"] == "1.2.3")
            #expect(document["security"] == (token == nil ? [] : [["apiToken": []]]))
            #expect(answer.headers["content-type"] == "application/json")
            let tag = try #require(answer.headers["etag"])
            #expect(try shown.client().request("/openapi.json", headers: ["If-None-Match: \(tag)"]).status == 304)
        }
    }

    @Test("it describes all paths that are served, but for the page's files, and no others")
    func allPaths() async throws {
        try await ShownSite.run { shown in
            let document = try parsed(try shown.client().request("/openapi.json").body)
            let files = Set(LivePage.assets.map(\.path))
            #expect(Set(document["paths"]?.keys ?? []) == Set(shown.paths).subtracting(files))
        }
    }

    @Test("rooms in every state answer as it says", arguments: [nil, "a-token-of-24-characters"])
    func answers(token: String?) async throws {
        var limits = EventStreams.Limits()
        limits.streams = 0
        try await ShownSite.run(token: token, limits: limits) { shown in
            var visit = try Visit(to: shown, token: token)
            try visit.everything()
            let rooms = try ShownRooms(on: shown)
            rooms.live.tell(SaveReport(.open, sessionID: ShownRooms.sessionID))
            try visit.everything()
            let hostile = ShownRooms.addUnready(to: shown)
            try visit.everything()
            try visit.room(rooms.live, identities: ["alice", "carol", "dave ü <b>", "nobody"])
            try visit.room(rooms.lifelike, identities: rooms.lifelike.view.participants.map(\.identity))
            try visit.room(rooms.ended, identities: ["alice"])
            try visit.room(hostile, identities: HostileNames.all.filter { !$0.isEmpty })
            try visit.refusals(of: rooms.live)
            #expect(visit.statuses.isSuperset(of: [200, 304, 400, 404, 405, 406, 413, 421, 503]))
            #expect(visit.statuses.contains(401) == (token != nil))
            try visit.expectAsDescribed()
        }
    }

    @Test("event streams are as it says, from the first event to the last")
    func events() async throws {
        try await ShownSite.run { shown in
            var visit = try Visit(to: shown, token: nil)
            var rooms = try ShownRooms(on: shown)
            try visit.ask(rooms.ended.view.path + "/events")
            let client = try shown.client()
            try client.send(rooms.live.view.path + "/events")
            var answer = try client.readHead()
            // Each event before the next: a reader that lets four wait is dropped.
            for _ in 0..<2 { answer.body += try client.readChunk() }
            for _ in 0..<3 {
                rooms.goOn(on: shown)
                answer.body += try client.readChunk()
            }
            shown.end(rooms.talk, in: rooms.live)
            while case let chunk = try client.readChunk(), !chunk.isEmpty { answer.body += chunk }
            visit.add(rooms.live.view.path + "/events", answer)
            #expect(answer.text.split(separator: "event: ").count == 7)
            try visit.expectAsDescribed()
        }
    }

    @Test("an answer that is not as described is found out")
    func checked() async throws {
        try await ShownSite.run { shown in
            let good = try shown.client().request("/healthz")
            var visit = try Visit(to: shown, token: nil)
            let changes: [(inout PlainClient.Answer) -> Void] = [
                { $0.status = 204 }, { $0.headers["content-type"] = "text/plain" }, { $0.headers["vary"] = nil },
                { $0.headers["cache-control"] = "public" }, { $0.body = Array(#"{"status":"dead"}"#.utf8) },
                { $0.body = Array(#"{"status":"alive","more":1}"#.utf8) }, { $0.body = Array("{}".utf8) },
            ]
            for change in changes {
                var answer = good
                change(&answer)
                visit.add("/healthz", answer)
            }
            visit.add("/nowhere", good)
            let outcome = try visit.outcome()
            #expect(outcome.status == 1)
            #expect(outcome.text.split(separator: "\n").count == changes.count + 2, "\(outcome.text)")
        }
    }
}
