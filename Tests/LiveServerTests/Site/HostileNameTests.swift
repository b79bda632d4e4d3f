import Foundation
import Testing
import WireText

@testable import LiveServer

/// Names that somebody chose, from a bot's sample to what a client reads.
@Suite struct HostileNameTests {
    /// 10,000 besides those that are written down. The empty name is left out: no path can have it, and neither the relay
    /// nor a LiveKit server lets anybody have it.
    private static let names = HostileNames.all.filter { !$0.isEmpty } + HostileNames.generated(10_000, seed: 1)

    private static func bytes(_ names: some Sequence<String>) -> Set<[UInt8]> { Set(names.map { Array($0.utf8) }) }

    private static func object(_ answer: PlainClient.Answer) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])
    }

    @Test("rooms of any name are listed, and found by their percent-encoded names")
    func rooms() async throws {
        try await ShownSite.run { shown in
            for name in Self.names { _ = shown.site.show(name) }
            var client = try shown.client()
            let list = try Self.object(try client.request("/v1/rooms"))
            let rows = try #require(list["rooms"] as? [[String: Any]])
            #expect(rows.count == Self.names.count)
            #expect(Self.bytes(rows.compactMap { $0["name"] as? String }) == Self.bytes(Self.names))
            var wrong: [String] = []
            for row in rows {
                let name = try #require(row["name"] as? String)
                let url = try #require(row["url"] as? String)
                let answer = try client.request(url)
                let read = try Self.object(answer)["name"] as? String
                if answer.status != 200 || read?.utf8.elementsEqual(name.utf8) != true { wrong.append(url) }
                if answer.headers["connection"] == "close" { client = try shown.client() }
            }
            #expect(wrong == [])
            let unknown = try Self.object(try shown.client().request("/v1/rooms/nowhere"))
            let known = try #require(unknown["known_rooms"] as? [String])
            #expect(known.count == 20)
            #expect(Self.bytes(known).isSubset(of: Self.bytes(Self.names)))
            let metrics = try shown.client().request("/metrics")
            try Promtool.expectClean(["check", "metrics"], input: metrics.body)
        }
    }

    @Test("participants of any identity are in their room's JSON and in its events, one event staying one, and are found")
    func identities() async throws {
        try await ShownSite.run { shown in
            for start in stride(from: 0, to: Self.names.count, by: 200) {
                let names = Self.names[start..<min(start + 200, Self.names.count)]
                let room = shown.site.show("room-\(start)")
                var talk = TalkingRoom(names.map { ($0, 0) })
                shown.follow(&talk, in: room, seconds: 1)
                shown.end(talk, in: room)
                let client = try shown.client()
                let json = try Self.object(try client.request(room.view.path))
                #expect(Self.bytes(try Self.identities(in: json)) == Self.bytes(names))
                let events = Self.events(try client.request(room.view.path + "/events").text)
                #expect(events.map(\.name) == ["history", "snapshot"])
                let data = try #require(
                    try JSONSerialization.jsonObject(with: Data((events.last?.data ?? "").utf8)) as? [String: Any])
                #expect(Self.bytes(try Self.identities(in: data)) == Self.bytes(names))
                for name in names.enumerated().filter({ start == 0 || $0.offset % 10 == 0 }).map(\.element) {
                    let person = room.view.path + "/participants/" + PercentEncoding.segment(name)
                    let read = try Self.object(try client.request(person))
                    #expect((read["identity"] as? String)?.utf8.elementsEqual(name.utf8) == true)
                    #expect(read["url"] as? String == person)
                }
                if start == 0 {
                    try Promtool.expectClean(["check", "metrics"], input: try client.request("/metrics").body)
                }
            }
        }
    }

    private static func identities(in room: [String: Any]) throws -> [String] {
        try #require(room["participants"] as? [[String: Any]]).compactMap { $0["identity"] as? String }
    }

    /// Events as the HTML standard reads them: a line ends in CR LF, LF or CR.
    private static func events(_ text: String) -> [(name: String, data: String)] {
        var events: [(String, String)] = []
        var name = ""
        var data: [Substring] = []
        for line in text.replacing("\r\n", with: "\n").replacing("\r", with: "\n").split(
            separator: "\n", omittingEmptySubsequences: false)
        {
            if line.isEmpty {
                if !data.isEmpty { events.append((name, data.joined(separator: "\n"))) }
                (name, data) = ("", [])
            } else if line.hasPrefix("event: ") {
                name = String(line.dropFirst(7))
            } else if line.hasPrefix("data: ") {
                data.append(line.dropFirst(6))
            }
        }
        return events
    }
}
