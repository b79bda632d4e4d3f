import NIOCore
import TestSupport
import Testing
import VitalsJSON

@testable import LiveServer

@Suite struct EventStreamTests {
    /// Reads events off an open stream.
    private struct Reader {
        let client: PlainClient
        private(set) var ids: [String] = []
        private var text = ""

        init(_ shown: ShownSite, _ room: LiveRoom, after id: String? = nil, receiveBuffer: Int32? = nil) throws {
            client = try shown.client(receiveBuffer: receiveBuffer)
            try client.send(room.view.path + "/events", headers: id.map { ["Last-Event-ID: \($0)"] } ?? [])
            let answer = try client.readHead()
            guard answer.status == 200 else { throw RawClient.Failure.noAnswer("\(answer.status)") }
        }

        /// The next event, with its lines as they came; `nil` at the stream's end.
        mutating func next() throws -> (lines: String, data: JSONValue)? {
            while true {
                while let end = text.firstRange(of: "\n\n") {
                    let event = String(text[..<end.lowerBound])
                    text = String(text[end.upperBound...])
                    guard let data = event.split(separator: "\ndata: ").dropFirst().first else { continue }
                    ids += event.split(separator: "\n").filter { $0.hasPrefix("id: ") }.map { String($0.dropFirst(4)) }
                    return (event, try parsed(Array(data.utf8)))
                }
                let chunk = try client.readChunk()
                guard !chunk.isEmpty else { return nil }
                text += String(decoding: chunk, as: UTF8.self)
            }
        }

        /// Times of the points in the event `history`, which comes first.
        mutating func history() throws -> [JSONValue] {
            try #require(try next()?.data["room"]?["time_ms"]).elements
        }
    }

    private func room(on shown: ShownSite, seconds: Int) -> (LiveRoom, TalkingRoom) {
        var talk = TalkingRoom([("alice", 0), ("bob", 0.1)])
        let room = shown.site.show("demo")
        shown.follow(&talk, in: room, seconds: seconds)
        return (room, talk)
    }

    @Test("a reader that comes back with its last id gets exactly what it missed; with any other, everything")
    func resume() async throws {
        try await ShownSite.run { shown in
            var (room, talk) = room(on: shown, seconds: 10)
            var first = try Reader(shown, room)
            #expect(try first.history().count == 10)
            #expect(try first.next()?.data["point"]?["time_ms"] == .number(talk.now))
            var last = ""
            for _ in 0..<3 {
                shown.follow(&talk, in: room, seconds: 1)
                let event = try #require(try first.next())
                #expect(event.data["point"]?["time_ms"] == .number(talk.now))
                last = try #require(first.ids.last)
            }
            // Snapshots without a point do not make an id unknown.
            shown.tick()
            let aged = try #require(try first.next())
            #expect(aged.data["point"] == .null)
            let lastAged = try #require(first.ids.last)
            var upToDate = try Reader(shown, room, after: lastAged)
            #expect(try upToDate.history() == [])
            shown.follow(&talk, in: room, seconds: 4)
            let missed = (0..<4).reversed().map { JSONValue.number(talk.now - Double($0) * 1000) }
            for id in [last, lastAged] {
                var second = try Reader(shown, room, after: id)
                #expect(try second.history() == missed)
                #expect(try second.next()?.data["name"] == "demo")
            }
            for id in [room.run + "-9999", "other-3", "", "\"", last + "0"] {
                var stranger = try Reader(shown, room, after: id)
                #expect(try stranger.history().count == 17, "\(id)")
            }
        }
    }

    @Test("many readers get the same bytes, each event once and in order")
    func manyReaders() async throws {
        try await ShownSite.run { shown in
            var (room, talk) = room(on: shown, seconds: 3)
            var readers: [Reader] = []
            for _ in 0..<40 { readers.append(try Reader(shown, room)) }
            for index in readers.indices { for _ in 0..<2 { _ = try readers[index].next() } }
            for _ in 0..<3 {
                shown.follow(&talk, in: room, seconds: 1)
                var seen: Set<String> = []
                for index in readers.indices { seen.insert(try #require(try readers[index].next()).lines) }
                #expect(seen.count == 1)
            }
            for reader in readers { #expect(reader.ids == [3, 3, 4, 5, 6].map { "\(room.run)-\($0)" }) }
            #expect(shown.site.events.statistics.open == 40)
            #expect(shown.site.events.statistics.events == 40 * 5)
        }
    }

    @Test("however a reader's coming falls between two ticks, it misses no point")
    func noPointMissed() async throws {
        let streams = EventStreams()
        let room = LiveRoom(name: "demo", run: "r1")
        var talk = TalkingRoom([("alice", 0)])
        room.follow(&talk, seconds: 3)
        let start = talk.now
        try await withThrowingTaskGroup(of: [JSONValue].self) { group in
            for reader in 0..<50 {
                group.addTask {
                    try await Task.sleep(for: .microseconds(reader * 700))
                    let stream = try #require(streams.open(room, after: nil, now: 0))
                    var times: [JSONValue] = []
                    for await buffer in stream {
                        let lines = String(buffer: buffer).split(separator: "\n")
                        let data = try #require(lines.first { $0.hasPrefix("data: ") }).dropFirst(6)
                        let json = try parsed(Array(data.utf8))
                        times += json["room"]?["time_ms"]?.elements ?? []
                        if let time = json["point"]?["time_ms"], time != times.last { times.append(time) }
                    }
                    return times
                }
            }
            for second in 3..<40 {
                talk.talk(seconds: 1)
                room.publish(talk.sample(at: Double(second)))
                room.advance(now: Double(second))
                streams.tick(now: Double(second))
                try await Task.sleep(for: .milliseconds(1))
            }
            // Whoever has come by now hears of the end; whoever comes later is told it at once.
            room.publish(talk.sample(.ended, at: 40))
            room.advance(now: 40)
            streams.tick(now: 40)
            for try await times in group {
                let last = (talk.now - start) / 1000
                #expect(times == (-2...Int(last)).map { .number(start + Double($0) * 1000) })
            }
        }
        #expect(streams.statistics.dropped == 0)
    }

    @Test("a stream closes behind the snapshot that says that the room has ended, or when a later run takes its place")
    func end() async throws {
        try await ShownSite.run { shown in
            let (room, talk) = room(on: shown, seconds: 3)
            var reader = try Reader(shown, room)
            for _ in 0..<2 { _ = try reader.next() }
            shown.end(talk, in: room)
            #expect(try reader.next()?.data["state"] == "ended")
            #expect(try reader.next() == nil)
            // Whoever comes later is told the same, and then no more.
            var late = try Reader(shown, room)
            #expect(try late.history().count == 3)
            #expect(try late.next()?.data["end_reason"] == "room_ended")
            #expect(try late.next() == nil)
            // The connection goes on.
            #expect(try late.client.request("/healthz").status == 200)

            let again = shown.site.show("demo")
            var replaced = try Reader(shown, again)
            for _ in 0..<2 { _ = try replaced.next() }
            shown.clock.advance(by: 1)
            _ = shown.site.show("demo")
            shown.tick()
            #expect(try replaced.next() == nil)
            #expect(shown.site.events.statistics.open == 0)
        }
    }

    @Test("a reader that does not keep up is dropped and counted; the others do not notice")
    func slowReader() async throws {
        try await ShownSite.run { shown in
            var talk = TalkingRoom((0..<200).map { ("participant-\($0)-" + String(repeating: "x", count: 400), 0) })
            let room = shown.site.show("demo")
            shown.follow(&talk, in: room, seconds: 1)
            let slow = try Reader(shown, room, receiveBuffer: 4_096)
            var good = try Reader(shown, room)
            for _ in 0..<2 { _ = try good.next() }
            var ticks = 0
            while shown.site.events.statistics.dropped == 0, ticks < 200 {
                shown.tick()
                ticks += 1
                #expect(try good.next()?.data["snapshot"] == .number(Double(1 + ticks)))
            }
            #expect(shown.site.events.statistics.dropped == 1)
            #expect(shown.site.events.statistics.open == 1)
            shown.tick()
            #expect(try good.next() != nil)
            withExtendedLifetime(slow) {}
        }
    }

    @Test("there are no more streams than there may be; who leaves makes room")
    func bounded() async throws {
        var limits = EventStreams.Limits()
        limits.streams = 2
        try await ShownSite.run(limits: limits) { shown in
            let (room, _) = room(on: shown, seconds: 1)
            let stays = try Reader(shown, room)
            do {
                let leaves = try Reader(shown, room)
                let refused = try shown.client().request(room.view.path + "/events")
                #expect(refused.status == 503)
                #expect(refused.headers["retry-after"] == "5")
                #expect(shown.site.events.statistics.refused == 1)
                withExtendedLifetime(leaves) {}
            }
            // Nothing is written meanwhile.
            for _ in 0..<500 where shown.site.events.statistics.open == 2 {
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(shown.site.events.statistics.open == 1)
            _ = try Reader(shown, room)
            withExtendedLifetime(stays) {}
        }
    }

    @Test("a stream that has nothing to say sends a comment now and then")
    func heartbeat() async throws {
        try await ShownSite.run { shown in
            let room = shown.site.show("demo")
            let reader = try Reader(shown, room)
            for _ in 0..<2 { _ = try reader.client.readChunk() }
            for _ in 0..<31 { shown.tick() }
            for _ in 0..<2 {
                #expect(String(decoding: try reader.client.readChunk(), as: UTF8.self) == ": heartbeat\n\n")
            }
            await shown.site.finish()
            #expect(try reader.client.readChunk().isEmpty)
        }
    }

    @Test("its head can be asked for alone; events go to who takes them only")
    func head() async throws {
        try await ShownSite.run { shown in
            let (room, _) = room(on: shown, seconds: 1)
            let client = try shown.client()
            let path = room.view.path + "/events"
            let answer = try client.request(path, method: "HEAD")
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == "text/event-stream")
            #expect(answer.headers["cache-control"] == "no-store")
            #expect(answer.headers["content-length"] == nil)
            #expect(try client.request(path, headers: ["Accept: application/json"]).status == 406)
            #expect(try client.request("/v1/rooms/nowhere/events").status == 404)
            #expect(shown.site.events.statistics.opened == 0)
        }
    }
}
