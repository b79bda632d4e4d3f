import Foundation
import Testing
import WireText

@testable import LiveServer

/// Names that somebody chose, from a bot's sample to what a client reads.
@Suite struct HostileNameTests {
    /// 10,000 besides those that are written down. Left out are the empty name, which no path can have and nobody may
    /// have, and names with U+0000, which no message can hold and which the port refuses in a target.
    private static let names = (HostileNames.all + HostileNames.generated(10_000, seed: 1)).filter { name in
        !name.isEmpty && !name.utf8.contains(0)
    }

    private static func bytes(_ names: some Sequence<String>) -> Set<[UInt8]> { Set(names.map { Array($0.utf8) }) }

    /// What is read of all answers, each of which has some of it.
    private struct Body: Decodable {
        struct Row: Decodable {
            var name: String?
            var url: String
            var identity: String?
        }

        var name: String?
        var identity: String?
        var url: String?
        var rooms: [Row]?
        var participants: [Row]?
        var knownRooms: [String]?

        private enum CodingKeys: String, CodingKey {
            case name, identity, url, rooms, participants
            case knownRooms = "known_rooms"
        }

        /// Not by the wire's parser, which refuses U+0000.
        init(_ text: [UInt8]) throws { self = try JSONDecoder().decode(Body.self, from: Data(text)) }

        var identities: Set<[UInt8]> { HostileNameTests.bytes((participants ?? []).compactMap(\.identity)) }
    }

    @Test("rooms of any name are listed, and found by their percent-encoded names")
    func rooms() async throws {
        try await ShownSite.run { shown in
            for name in Self.names { _ = shown.site.show(name) }
            let rows = try #require(try Body(try shown.client().request("/v1/rooms").body).rooms)
            #expect(rows.count == Self.names.count)
            #expect(Self.bytes(rows.compactMap(\.name)) == Self.bytes(Self.names))
            var wrong: [String] = []
            for start in stride(from: 0, to: rows.count, by: 900) {
                let asked = rows[start..<min(start + 900, rows.count)]
                let answers = try shown.client().request(all: asked.map(\.url))
                for (row, answer) in zip(asked, answers) {
                    // The first member will do.
                    let end = answer.body.firstRange(of: Array(",\"sid\":".utf8))?.lowerBound ?? answer.body.count
                    let read = try Body(Array(answer.body[..<end]) + [UInt8(ascii: "}")]).name
                    if answer.status != 200 || read.map({ Array($0.utf8) }) != row.name.map({ Array($0.utf8) }) {
                        wrong.append(row.url)
                    }
                }
            }
            #expect(wrong == [])
            let known = try #require(try Body(try shown.client().request("/v1/rooms/nowhere").body).knownRooms)
            #expect(known.count == 20)
            #expect(Self.bytes(known).isSubset(of: Self.bytes(Self.names)))
            let metrics = try shown.client().request("/metrics")
            try Promtool.expectClean(["check", "metrics"], input: metrics.body)
        }
    }

    @Test("participants of any identity are in their room's JSON, and in its events, one event staying one")
    func identities() async throws {
        try await ShownSite.run { shown in
            for start in stride(from: 0, to: Self.names.count, by: 200) {
                let names = Self.names[start..<min(start + 200, Self.names.count)]
                let room = shown.site.show("room-\(start)")
                var talk = TalkingRoom(names.map { ($0, 0) })
                shown.follow(&talk, in: room, seconds: 1)
                shown.end(talk, in: room)
                let client = try shown.client()
                #expect(try Body(try client.request(room.view.path).body).identities == Self.bytes(names))
                let events = Self.events(try client.request(room.view.path + "/events").text)
                #expect(events.map(\.name) == ["history", "snapshot"])
                #expect(try Body(Array((events.last?.data ?? "").utf8)).identities == Self.bytes(names))
                let asked = names.enumerated().filter { start == 0 || $0.offset % 10 == 0 }.map(\.element)
                let paths = asked.map { room.view.path + "/participants/" + PercentEncoding.segment($0) }
                for ((name, path), answer) in zip(zip(asked, paths), try client.request(all: paths)) {
                    let read = try Body(answer.body)
                    #expect(read.identity?.utf8.elementsEqual(name.utf8) == true)
                    #expect(read.url == path)
                }
                if start == 0 {
                    try Promtool.expectClean(["check", "metrics"], input: try client.request("/metrics").body)
                }
            }
        }
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
